import type { FieldValue } from './field-value.js'
import { riskLevels } from './fields.js'
import type { Person } from './people.js'
import { below, pick, type Random } from './random.js'
import { customers, longText } from './texts.js'

/** A field that some items of some types hold. */
export interface OptionalField {
  referenceName: string
  /** Share of the items of a fitting type that have a value, 0 to 1. */
  presence: number
  value(random: Random, item: { people: readonly Person[]; created: number; completed: boolean }): FieldValue
}

const day = 86_400_000
const midnightAfter = (time: number, days: number): number => Math.floor(time / day + days) * day
const hours = (random: Random): number => below(random, 80) / 2
const vsts = 'Microsoft.VSTS'

const define = (referenceName: string, presence: number, value: OptionalField['value']): OptionalField => ({
  referenceName,
  presence,
  value,
})

/** Append only: the position of a field here decides its random stream. */
export const optionalFields: readonly OptionalField[] = [
  define(`${vsts}.Common.Severity`, 0.97, (random) =>
    pick(random, ['1 - Critical', '2 - High', '3 - Medium', '4 - Low']),
  ),
  define(`${vsts}.Common.Activity`, 0.6, (random) =>
    pick(random, ['Development', 'Testing', 'Design', 'Documentation']),
  ),
  define(`${vsts}.Common.ValueArea`, 1, (random) => (random() < 0.8 ? 'Business' : 'Architectural')),
  define(`${vsts}.Common.Risk`, 0.3, (random) => pick(random, ['1 - High', '2 - Medium', '3 - Low'])),
  define(`${vsts}.Common.BusinessValue`, 0.5, (random) => below(random, 100)),
  define(`${vsts}.Common.StackRank`, 0.9, (random) => 1_999_000_000 + below(random, 1_000_000) + 0.5),
  define(`${vsts}.Common.BacklogPriority`, 0.9, (random) => 1_999_000_000 + below(random, 1_000_000)),
  define(`${vsts}.Common.AcceptanceCriteria`, 0.5, (random) => longText(random)),
  define(`${vsts}.Scheduling.StoryPoints`, 0.7, (random) => pick(random, [0, 0.5, 1, 2, 3, 5, 8, 13])),
  define(`${vsts}.Scheduling.Effort`, 0.7, (random) => pick(random, [1, 2, 3, 5, 8, 13, 21])),
  define(`${vsts}.Scheduling.RemainingWork`, 0.8, (random, item) => (item.completed ? 0 : hours(random))),
  define(`${vsts}.Scheduling.OriginalEstimate`, 0.7, hours),
  define(`${vsts}.Scheduling.CompletedWork`, 0.6, (random) => Math.round(random() * 1000) / 10),
  define(`${vsts}.Scheduling.StartDate`, 0.5, (random, item) =>
    midnightAfter(item.created, below(random, 20)),
  ),
  define(`${vsts}.Scheduling.TargetDate`, 0.5, (random, item) =>
    midnightAfter(item.created, 20 + below(random, 90)),
  ),
  define(`${vsts}.Scheduling.DueDate`, 0.5, (random, item) => midnightAfter(item.created, below(random, 30))),
  define(`${vsts}.TCM.ReproSteps`, 0.9, (random) => longText(random)),
  define(`${vsts}.TCM.SystemInfo`, 0.3, (random) => longText(random)),
  define('Custom.RiskLevel', 0.6, (random) => pick(random, riskLevels)),
  define('Custom.Customer', 0.5, (random) => pick(random, customers)),
  define('Custom.EstimatedCost', 0.5, (random) =>
    pick(random, [0, 0.1, 1e-7, -12.5, 12345678.9, Math.round(random() * 1e6) / 100]),
  ),
  define(
    'Custom.GoLiveDate',
    0.3,
    (random, item) => midnightAfter(item.created, 30) + below(random, 2) * 12 * 3_600_000,
  ),
  define('Custom.IsBillable', 0.8, (random) => random() < 0.5),
  define('Custom.ReviewCount', 0.5, (random) => below(random, 7)),
  define('Custom.Approver', 0.3, (random, item) => pick(random, item.people)),
  define('Custom.Notes', 0.3, (random) => longText(random)),
  define('System.BoardColumnDone', 1, (random) => random() < 0.2),
  define('System.BoardLane', 0.2, (random) => pick(random, ['Expedite', 'Größere Brocken'])),
]
