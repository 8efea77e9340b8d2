import type { FieldDefinition } from './fields.js'
import type { FieldValue } from './field-value.js'
import type { Person } from './people.js'
import { optionalFields } from './optional-fields.js'
import { randomStream, streams } from './random.js'
import type { Project } from './projects.js'
import { longText, titleText } from './texts.js'
import { nobody, type WorkItemColumns } from './work-item-columns.js'
import type { Past } from './work-item-past.js'
import { createRevisionFields, endOfTime, type RevisionField } from './work-item-revisions.js'

/** How the values of one field are found. Coded columns let a query look at each distinct value once. */
export type FieldColumn =
  | {
      kind: 'coded'
      codes: Uint8Array | Uint16Array | Uint32Array
      values: readonly (FieldValue | undefined)[]
    }
  | { kind: 'read'; read(index: number): FieldValue | undefined }

/** What generated items hold. */
export interface GeneratedFields {
  /** The present values of all fields, by reference name in lower case; a field that items never hold has none. */
  columns: Map<string, FieldColumn>
  /** The value after a revision (1 to the newest), by reference name in lower case. */
  valueAt(index: number, rev: number, referenceName: string): FieldValue | undefined
  /** Takes over the present names of projects, areas and iterations. */
  namesChanged(): void
}

export function createFieldColumns(parts: {
  seed: number
  columns: WorkItemColumns
  fields: readonly FieldDefinition[]
  people: readonly Person[]
  projects: readonly Project[]
  past: Past
  idAt(index: number): number
  /** See WorkItems.revisionsBefore. */
  revisionsBefore(index: number): number
}): GeneratedFields {
  const { seed, columns, fields, people, idAt } = parts
  const { types, states, areas, iterations } = columns
  const read = (of: (index: number) => FieldValue | undefined): FieldColumn => ({ kind: 'read', read: of })
  const coded = (
    codes: Uint8Array | Uint16Array | Uint32Array,
    values: readonly (FieldValue | undefined)[],
  ) => ({ kind: 'coded', codes, values }) as const
  const named: (() => void)[] = []
  const names = <T>(codes: Uint16Array | Uint32Array, of: readonly T[], name: (one: T) => string) => {
    const values = of.map(name)
    named.push(() => of.forEach((one, code) => (values[code] = name(one))))
    return coded(codes, values)
  }
  const lacking = (name: string) => types.map((type) => !type.fields.includes(name))
  const completed = (index: number) => states[columns.state[index] as number]?.state.category === 'Completed'

  const optional = new Map(
    optionalFields.map((field, at) => {
      const lacks = lacking(field.referenceName)
      return [
        field.referenceName,
        (index: number) => {
          if (lacks[columns.type[index] as number]) return undefined
          const random = randomStream(seed, streams.field, index, 10 + at)
          if (random() >= field.presence) return undefined
          const created = columns.created[index] as number
          return field.value(random, { people, created, completed: completed(index) })
        },
      ] as const
    }),
  )
  const description = (index: number) => {
    const random = randomStream(seed, streams.field, index, 2)
    return random() < 0.15 ? undefined : longText(random)
  }
  const remainingWork = optional.get('Microsoft.VSTS.Scheduling.RemainingWork') ?? (() => undefined)
  const changing = createRevisionFields({
    columns,
    past: parts.past,
    people,
    revisionsBefore: parts.revisionsBefore,
    descriptionOf: description,
    remainingWorkOf: remainingWork,
  })

  /** In place of what `changing` and `optional` would compute: what is at hand. */
  const known: Record<string, FieldColumn> = {
    'System.Id': read(idAt),
    'System.TeamProject': names(columns.project, parts.projects, (project) => project.name),
    'System.WorkItemType': coded(
      columns.type,
      types.map((type) => type.name),
    ),
    'System.State': coded(
      columns.state,
      states.map(({ state }) => state.name),
    ),
    'System.Reason': coded(
      columns.state,
      states.map(({ state }) => state.reason),
    ),
    'System.BoardColumn': coded(
      columns.state,
      states.map(({ type, state }) => (type.fields.includes('System.BoardColumn') ? state.name : undefined)),
    ),
    'System.AreaId': coded(
      columns.area,
      areas.map((node) => node.id),
    ),
    'System.AreaPath': names(columns.area, areas, (node) => node.path),
    'System.NodeName': names(columns.area, areas, (node) => node.name),
    'System.IterationId': coded(
      columns.iteration,
      iterations.map((node) => node.id),
    ),
    'System.IterationPath': names(columns.iteration, iterations, (node) => node.path),
    'System.AssignedTo': coded(columns.assignedTo, withNobody(people)),
    'System.CreatedBy': coded(columns.createdBy, people),
    'System.ChangedBy': coded(columns.changedBy, people),
    'System.AuthorizedAs': coded(columns.changedBy, people),
    'System.CreatedDate': read((index) => columns.created[index]),
    'System.ChangedDate': read((index) => columns.changed[index]),
    'System.AuthorizedDate': read((index) => columns.changed[index]),
    'System.RevisedDate': read(() => endOfTime),
    'System.CommentCount': read((index) => columns.comments[index]),
    'System.Tags': coded(
      columns.tags,
      columns.tagLists.map((tags) => (tags.length === 0 ? undefined : tags.join('; '))),
    ),
    'System.Parent': read((index) => {
      const parent = columns.parent[index] as number
      return parent < 0 ? undefined : idAt(parent)
    }),
    'System.Title': read((index) => titleText(randomStream(seed, streams.field, index, 1))),
    'System.Description': read(description),
    'Microsoft.VSTS.Common.Priority': read((index) => columns.priority[index] || undefined),
    'Microsoft.VSTS.Common.StateChangeDate': read((index) => columns.stateChange[index]),
    'Microsoft.VSTS.Scheduling.RemainingWork': read(remainingWork),
  }
  const found = new Map<string, FieldColumn>()
  const earlier = new Map<string, RevisionField>()
  for (const { referenceName } of fields) {
    const key = referenceName.toLowerCase()
    const lacks = lacking(referenceName)
    const unless = <T extends unknown[], R>(of: (index: number, ...rest: T) => R) =>
      lacks.includes(true)
        ? (index: number, ...rest: T) =>
            lacks[columns.type[index] as number] ? undefined : of(index, ...rest)
        : of
    const change = changing[referenceName]
    if (change) earlier.set(key, unless(change))
    const own = optional.get(referenceName)
    const column = known[referenceName] ?? (own && read(own))
    if (column) found.set(key, column)
    else if (change) found.set(key, read(unless((index) => change(index, columns.rev[index] as number))))
  }
  return {
    columns: found,
    valueAt(index, rev, referenceName) {
      const change = rev === columns.rev[index] ? undefined : earlier.get(referenceName)
      return change ? change(index, rev) : readColumn(found.get(referenceName), index)
    },
    namesChanged: () => named.forEach((change) => change()),
  }
}

/** The value of one item in a column; undefined when the item has none. */
export function readColumn(column: FieldColumn | undefined, index: number): FieldValue | undefined {
  if (!column) return undefined
  if (column.kind === 'coded') return column.values[column.codes[index] as number]
  return column.read(index)
}

/** People by code, with a place for nobody. */
function withNobody(people: readonly Person[]): readonly (Person | undefined)[] {
  return Array.from({ length: nobody + 1 }, (_, code) => (code === nobody ? undefined : people[code]))
}
