import type { StateCategory, WorkItemTypeModel } from '../../../data/processes.js'
import type { Person } from '../../../data/people.js'
import { draftValue, isChanged, type WorkItemDraft } from '../work-item-draft.js'
import { reasonsOf } from './reasons.js'
import { stateNamed } from './state-transitions.js'

const common = 'Microsoft.VSTS.Common'
const remaining = 'Microsoft.VSTS.Scheduling.RemainingWork'

/** How far work has come in a state; what is removed has never been started. */
const progress: Readonly<Record<StateCategory, number>> = {
  Proposed: 0,
  Removed: 0,
  InProgress: 1,
  Resolved: 2,
  Completed: 3,
}

/** When and by whom a stage was reached, as fields; passed stages keep theirs, later ones are cleared. */
const stages = [
  { name: 'Activated', from: 1 },
  { name: 'Resolved', from: 2 },
  { name: 'Closed', from: 3 },
]

/** Values of a new item that says nothing of them (docs on the Agile process). */
const defaults: readonly [referenceName: string, value: string | number][] = [
  [`${common}.Priority`, 2],
  [`${common}.Severity`, '3 - Medium'],
  [`${common}.ValueArea`, 'Business'],
]

/** Gives a new item what its request left out; the place is not among it. */
export function applyDefaults(draft: WorkItemDraft): void {
  const { fields, type, project } = draft
  fields.set('System.TeamProject', project.name)
  fields.set('System.WorkItemType', type.name)
  setMissing(draft, 'System.State', type.states[0]?.name)
  for (const [name, value] of defaults) setMissing(draft, name, value)
}

function setMissing(draft: WorkItemDraft, name: string, value: string | number | undefined): void {
  if (!draft.fields.has(name) && draft.type.fields.includes(name)) draft.fields.set(name, value)
}

/**
 * What a change of state brings along, unless the request gave it itself: reason, dates and people of the stages, no
 * remaining work when completed. `time` is that of the revision to be.
 */
export function applyStateChange(draft: WorkItemDraft, by: Person, time: number): void {
  if (!isChanged(draft, 'System.State')) return
  const state = stateNamed(draft.type, draftValue(draft, 'System.State'))
  if (!state) return
  const { fields, type } = draft
  fields.set('System.State', state.name)
  const give = (name: string, value: string | number | Person | undefined) => {
    if (type.fields.includes(name) && !fields.has(name)) fields.set(name, value)
  }
  give('System.Reason', reasonsOf(state)[0])
  give(`${common}.StateChangeDate`, time)
  const reached = progress[state.category]
  for (const { name, from } of stages) {
    const [date, person] = [`${common}.${name}Date`, `${common}.${name}By`]
    const isSet = draftValue(draft, date) !== undefined
    if (reached < from) {
      give(date, undefined)
      give(person, undefined)
    } else if (reached === from || !isSet) {
      give(date, time)
      give(person, by)
    }
  }
  if (isCompleted(type, state.name)) give(remaining, undefined)
}

/** Whether an item in that state is done. */
export function isCompleted(type: WorkItemTypeModel, state: unknown): boolean {
  return stateNamed(type, state)?.category === 'Completed'
}
