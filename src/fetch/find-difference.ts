import { AzdoError } from '../errors/azdo-error.js'
import type { WiqlCondition } from '../planner/fetch-plan.js'
import { or, type Predicate } from '../tables/predicate.js'
import type { TableDefinition } from '../tables/table-definition.js'
import { workItemSource } from '../tables/work-item-source.js'
import { changedQuestion, type HeldNames } from './changed-condition.js'
import { queryIds } from './query-ids.js'
import type { ItemReading } from './read-items.js'
import { earlierOf, inOrder, type ServiceMoment } from './service-clock.js'
import type { WorkItemMark } from './work-item-mark.js'

/** With more areas or iterations than this, checking that they are still called so takes too many queries. */
const mostNames = 20_000

/** What two queries tell of the difference between what is held and what the service has. */
export interface Difference {
  /** Ids of items that the rows held may be wrong about, or that are not held. */
  readonly stale: readonly number[]
  /** Ids of held rows that the service does not list any more. */
  readonly vanished: readonly number[]
  /** When the earlier of the queries was answered. */
  readonly moment: ServiceMoment
}

/**
 * Asks at the same time for all ids that satisfy the conditions and for those that changed since an earlier read.
 *
 * Undefined when the answers cannot be relied on: a clock was set, a project or path that rows have does not exist any
 * more, or the service does not tell its time.
 *
 * @param others held rows that are compared with the ids too (see formerItems).
 */
export async function findDifference(
  reading: ItemReading,
  conditions: readonly WiqlCondition[],
  mark: WorkItemMark,
  others: Predicate,
): Promise<Difference | undefined> {
  const { scan, trace, parts } = reading
  const client = parts.client(scan.connection)
  const query = (asking: readonly WiqlCondition[], limit?: number) =>
    queryIds(client, {
      conditions: asking,
      signal: parts.signal,
      meter: trace,
      ...(limit === undefined ? {} : { limit }),
    })
  const held = await heldNames(reading, mark)
  if (!held) return undefined
  const question = changedQuestion(mark.watermark.at, held, conditions)
  const running = [
    changedIds(query([...conditions, question.condition])),
    compared(reading, others, query(conditions)),
    ...question.names.map((names) => changedIds(query([names], 1))),
  ] as const
  await Promise.allSettled(running)
  const [changed, listed] = await Promise.all(running).catch((thrown: unknown) => {
    // What does not exist is an error to the service (TF51011, facts 5.1).
    if (thrown instanceof AzdoError && thrown.code === 'SERVICE_REFUSED') return []
    throw thrown
  })
  if (!changed?.moment || !listed?.moment) return undefined
  if (![changed.moment, listed.moment].every((moment) => inOrder(mark.watermark, moment))) return undefined
  const loose = new Set(mark.loose)
  return {
    stale: [...new Set([...changed.ids, ...listed.absent.filter((id) => !loose.has(id))])],
    vanished: listed.vanished,
    moment: earlierOf(changed.moment, listed.moment),
  }
}

async function changedIds(pages: ReturnType<typeof queryIds>) {
  const ids: number[] = []
  let moment: ServiceMoment | undefined
  for await (const page of pages) {
    moment ??= page.moment
    for (const id of page.ids) ids.push(id)
  }
  return { ids, moment }
}

/** Compares each page with the rows held in its range, so that no more than a page is in memory. */
async function compared(
  { scan, asked, parts }: ItemReading,
  others: Predicate,
  pages: ReturnType<typeof queryIds>,
) {
  const rows = { listed: asked, others }
  const absent: number[] = []
  const vanished: number[] = []
  let above: number | undefined
  let moment: ServiceMoment | undefined
  for await (const { ids, moment: at, last } of pages) {
    moment ??= at
    const upTo = last ? undefined : ids.at(-1)
    const found = await parts.replica.compareIds(scan.connection, scan.table, rows, { ids, above, upTo })
    for (const id of found.absent) absent.push(id)
    for (const id of found.vanished) vanished.push(id)
    above = upTo
  }
  return { absent, vanished, moment }
}

/** The areas and iterations that the rows held are in; undefined when there are too many. */
async function heldNames(
  { scan, asked, parts }: ItemReading,
  mark: WorkItemMark,
): Promise<readonly HeldNames[] | undefined> {
  const { connection, table } = scan
  const key = table.key[0]!
  const loose: Predicate = { kind: 'in', column: key, values: mark.loose.map(String) }
  const held = mark.loose.length === 0 ? asked : or(asked, loose)
  const names = await Promise.all(
    pathColumns(table).map(async ([column, field]) => {
      const limit = mostNames + 1
      const found = await parts.replica.distinct(connection, table, [column], held, { limit })
      return { field, values: found.flatMap(([value]) => value ?? []) }
    }),
  )
  return names.some(({ values }) => values.length > mostNames) ? undefined : names
}

/** Columns that hold the path of an area or iteration, with their fields. */
function pathColumns(table: TableDefinition): readonly (readonly [string, string])[] {
  return Object.entries(workItemSource(table)?.fields ?? {}).flatMap(([column, { field, kind }]) =>
    kind === 'tree-path' ? [[column, field] as const] : [],
  )
}
