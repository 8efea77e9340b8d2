import type { FieldDefinition } from './fields.js'
import type { FieldValue } from './field-value.js'
import type { Person } from './people.js'
import { optionalFields } from './optional-fields.js'
import { randomStream, streams } from './random.js'
import { nobody, type WorkItemColumns } from './work-item-columns.js'
import { longText, titleText } from './texts.js'

/** How the values of one field are found. Coded columns let a query look at each distinct value once. */
export type FieldColumn =
  | {
      kind: 'coded'
      codes: Uint8Array | Uint16Array | Uint32Array
      values: readonly (FieldValue | undefined)[]
    }
  | { kind: 'read'; read(index: number): FieldValue | undefined }

/** 9999-01-01: the revised date of a newest revision (facts 5.2). */
const endOfTime = Date.UTC(9999, 0, 1)

/** The columns of all fields, by reference name in lower case; a field that items never hold has none. */
export function createFieldColumns(parts: {
  seed: number
  columns: WorkItemColumns
  fields: readonly FieldDefinition[]
  people: readonly Person[]
  projectNames: readonly string[]
  idAt(index: number): number
}): Map<string, FieldColumn> {
  const { seed, columns, fields, people, projectNames, idAt } = parts
  const { types, states, areas, iterations } = columns
  const read = (of: (index: number) => FieldValue | undefined): FieldColumn => ({ kind: 'read', read: of })
  const category = (index: number) => states[columns.state[index] as number]?.state.category
  const typeOf = (index: number) => types[columns.type[index] as number]
  const started = (index: number) => category(index) !== 'Proposed' && category(index) !== 'Removed'
  const between = (index: number, share: number) => {
    const created = columns.created[index] as number
    return Math.floor(created + ((columns.stateChange[index] as number) - created) * share)
  }
  const hasResolution = types.map((type) => type.fields.includes('Microsoft.VSTS.Common.ResolvedDate'))
  const resolved = (index: number) =>
    hasResolution[columns.type[index] as number] === true &&
    (category(index) === 'Resolved' || category(index) === 'Completed')
  const worker = (index: number) => {
    const assigned = columns.assignedTo[index] as number
    return people[assigned === nobody ? (columns.changedBy[index] as number) : assigned]
  }
  const when = (holds: (index: number) => boolean, value: (index: number) => FieldValue | undefined) =>
    read((index) => (holds(index) ? value(index) : undefined))
  const closed = (index: number) => category(index) === 'Completed'

  const all: Record<string, FieldColumn> = {
    'System.Id': read(idAt),
    'System.Rev': read((index) => columns.rev[index]),
    'System.Watermark': read((index) => idAt(index) * 3 + (columns.rev[index] as number)),
    'System.TeamProject': { kind: 'coded', codes: columns.project, values: projectNames },
    'System.WorkItemType': { kind: 'coded', codes: columns.type, values: types.map((type) => type.name) },
    'System.State': { kind: 'coded', codes: columns.state, values: states.map(({ state }) => state.name) },
    'System.Reason': { kind: 'coded', codes: columns.state, values: states.map(({ state }) => state.reason) },
    'System.AreaId': { kind: 'coded', codes: columns.area, values: areas.map((node) => node.id) },
    'System.AreaPath': { kind: 'coded', codes: columns.area, values: areas.map((node) => node.path) },
    'System.NodeName': { kind: 'coded', codes: columns.area, values: areas.map((node) => node.name) },
    'System.IterationId': {
      kind: 'coded',
      codes: columns.iteration,
      values: iterations.map((node) => node.id),
    },
    'System.IterationPath': {
      kind: 'coded',
      codes: columns.iteration,
      values: iterations.map((node) => node.path),
    },
    'System.AssignedTo': coded(columns.assignedTo, people),
    'System.CreatedBy': coded(columns.createdBy, people),
    'System.ChangedBy': coded(columns.changedBy, people),
    'System.AuthorizedAs': coded(columns.changedBy, people),
    'System.CreatedDate': read((index) => columns.created[index]),
    'System.ChangedDate': read((index) => columns.changed[index]),
    'System.AuthorizedDate': read((index) => columns.changed[index]),
    'System.RevisedDate': read(() => endOfTime),
    'System.CommentCount': read((index) => columns.comments[index]),
    'System.Tags': {
      kind: 'coded',
      codes: columns.tags,
      values: columns.tagLists.map((tags) => (tags.length === 0 ? undefined : tags.join('; '))),
    },
    'System.BoardColumn': {
      kind: 'coded',
      codes: columns.state,
      values: states.map(({ type, state }) => (type.level === 2 ? state.name : undefined)),
    },
    'System.Parent': when(
      (index) => (columns.parent[index] as number) >= 0,
      (index) => idAt(columns.parent[index] as number),
    ),
    'System.Title': read((index) => titleText(randomStream(seed, streams.field, index, 1))),
    'System.Description': read((index) => {
      const random = randomStream(seed, streams.field, index, 2)
      return random() < 0.15 ? undefined : longText(random)
    }),
    'Microsoft.VSTS.Common.Priority': read((index) => columns.priority[index] || undefined),
    'Microsoft.VSTS.Common.StateChangeDate': read((index) => columns.stateChange[index]),
    'Microsoft.VSTS.Common.ActivatedDate': when(started, (index) => between(index, 0.3)),
    'Microsoft.VSTS.Common.ActivatedBy': when(started, worker),
    'Microsoft.VSTS.Common.ResolvedDate': when(resolved, (index) => between(index, 0.8)),
    'Microsoft.VSTS.Common.ResolvedBy': when(resolved, worker),
    'Microsoft.VSTS.Common.ClosedDate': when(closed, (index) => columns.stateChange[index]),
    'Microsoft.VSTS.Common.ClosedBy': when(closed, (index) => people[columns.changedBy[index] as number]),
  }
  optionalFields.forEach((field, at) => {
    const belongs = types.map((type) => type.fields.includes(field.referenceName))
    all[field.referenceName] = read((index) => {
      if (!belongs[columns.type[index] as number]) return undefined
      const random = randomStream(seed, streams.field, index, 10 + at)
      if (random() >= field.presence) return undefined
      const context = { people, created: columns.created[index] as number, completed: closed(index) }
      return field.value(random, context)
    })
  })
  const known = fields.filter((field) => field.referenceName in all)
  return new Map(
    known.map(({ referenceName }) => {
      const column = all[referenceName] as FieldColumn
      const everywhere = types.every((type) => type.fields.includes(referenceName))
      const guarded = everywhere || column.kind === 'coded'
      return [
        referenceName.toLowerCase(),
        guarded
          ? column
          : when((index) => typeOf(index)?.fields.includes(referenceName) === true, column.read),
      ]
    }),
  )
}

/** People by code, where a code beyond the list stands for nobody. */
function coded(codes: Uint16Array, people: readonly Person[]): FieldColumn {
  const values: (Person | undefined)[] = [...people]
  values[nobody] = undefined
  return { kind: 'coded', codes, values }
}
