import type { FieldValue } from '../../data/field-value.js'
import type { Revision, WorkItemLink } from '../../data/work-item-history.js'
import { readColumn } from '../../data/work-items.js'
import type { CompiledCondition } from './compiled-condition.js'
import type { QueryScope } from './query-scope.js'

/** The work items as they are, or as they were at a time (ASOF); what is deleted by now is never seen. */
export interface Snapshot {
  /** Indexes of the items that satisfy a condition, ascending; at most so many. */
  find(condition?: CompiledCondition, most?: number): number[]
  /** Whether the item can be seen and satisfies a condition. */
  holds(index: number, condition?: CompiledCondition): boolean
  /** Value of a field, by reference name in lower case. */
  value(key: string, index: number): FieldValue | undefined
  linksOf(index: number): readonly WorkItemLink[]
  /** Whether the values stand in the columns of generated items. */
  inColumns(index: number): boolean
}

/** `asOf` in milliseconds since 1970; absent for now. */
export function createSnapshot(scope: QueryScope, asOf?: number): Snapshot {
  const { items } = scope.organization
  const { columns, fieldColumns, generated, written } = items
  const hidden = hiddenProjects(scope)
  const project = fieldColumns.get('system.teamproject')
  const projects = project?.kind === 'coded' ? project : { codes: [], values: [] }
  const hiddenCodes = projects.values.map((name) => hidden.has(name))
  const revisions = new Map<number, Revision | undefined>()

  const inColumns = (index: number) =>
    index < generated &&
    !written.has(index) &&
    (asOf === undefined || (columns.changed[index] as number) <= asOf)

  /** The revision of an item that is not in the columns; undefined when it cannot be seen. */
  const readRevision = (index: number): Revision | undefined => {
    if (asOf !== undefined && index < generated && (columns.created[index] as number) > asOf) return undefined
    if (items.presence(index) !== 'present') return undefined
    const revision = asOf === undefined ? items.present(index) : items.asOf(index, asOf)
    return revision && !hidden.has(revision.value('system.teamproject')) ? revision : undefined
  }
  const revisionOf = (index: number): Revision | undefined => {
    if (!revisions.has(index)) revisions.set(index, readRevision(index))
    return revisions.get(index)
  }
  const columnsHold = (index: number, condition: CompiledCondition | undefined) =>
    hiddenCodes[projects.codes[index] as number] !== true && (!condition || condition.holds(index))
  const revisionHolds = (
    index: number,
    revision: Revision | undefined,
    condition: CompiledCondition | undefined,
  ) => revision !== undefined && (!condition || condition.holdsRevision(index, revision))

  return {
    inColumns,
    find(condition, most = Infinity) {
      const found: number[] = []
      const unwritten = written.size === 0 && asOf === undefined
      for (let index = 0; index < items.count && found.length < most; index++) {
        const holds =
          (unwritten && index < generated) || inColumns(index)
            ? columnsHold(index, condition)
            : revisionHolds(index, readRevision(index), condition)
        if (holds) found.push(index)
      }
      return found
    },
    holds: (index, condition) =>
      inColumns(index) ? columnsHold(index, condition) : revisionHolds(index, revisionOf(index), condition),
    value: (key, index) =>
      inColumns(index) ? readColumn(fieldColumns.get(key), index) : revisionOf(index)?.value(key),
    linksOf(index) {
      if (asOf === undefined) return items.linksOf(index)
      return items
        .linkHistoryOf(index)
        .filter(({ addedAt, removedAt }) => addedAt <= asOf && (removedAt === undefined || removedAt > asOf))
    },
  }
}

/** Names of projects that cannot be seen; items of one being deleted are gone for everyone. */
function hiddenProjects({ organization }: QueryScope): ReadonlySet<FieldValue | undefined> {
  const { projects } = organization
  const seen = new Set(projects.filter(({ state }) => state === 'wellFormed').map(({ name }) => name))
  return new Set(projects.map(({ name }) => name).filter((name) => !seen.has(name)))
}
