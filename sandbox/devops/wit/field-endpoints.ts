import type { FieldDefinition, FieldKind } from '../../data/fields.js'
import { trackingError } from '../devops-error.js'
import { list, released, type EndpointCall, type Route } from '../route.js'

/** `[{project}/]_apis/wit/fields[/{name}]`: of the project those its types use, of the organization all. */
export const fieldRoutes: readonly Route[] = [
  {
    method: 'GET',
    pattern: 'wit/fields',
    scope: ['organization', 'project'],
    versions: released(3),
    answer: (call) => list(visibleFields(call).map((field) => fieldAnswer(call, field))),
  },
  {
    method: 'GET',
    pattern: 'wit/fields/{field}',
    scope: ['organization', 'project'],
    versions: released(3),
    answer: (call) => {
      const wanted = (call.path.field as string).toLowerCase()
      const field = visibleFields(call).find(
        ({ name, referenceName }) => name.toLowerCase() === wanted || referenceName.toLowerCase() === wanted,
      )
      if (!field) throw fieldNotFound(call.path.field as string, 404)
      return { status: 200, body: fieldAnswer(call, field) }
    },
  },
]

export function fieldNotFound(name: string, status: 400 | 404): Error {
  const key = 'WorkItemTrackingFieldDefinitionNotFoundException'
  return trackingError(status, key, `TF51535: Cannot find field ${name}.`)
}

function visibleFields(call: EndpointCall): readonly FieldDefinition[] {
  const { project, organization } = call
  if (!project) return organization.fields
  return organization.fields.filter(({ referenceName }) =>
    project.process.types.some((type) => type.fields.includes(referenceName)),
  )
}

/** Identities and pick lists are strings with a flag (facts 5.5, type quirk). */
export function publishedType(kind: FieldKind): string {
  return kind === 'identity' ? 'string' : kind
}

/** Names as the REST specification's field examples write them. */
const comparisons = [
  ['Equals', '='],
  ['NotEquals', '<>'],
  ['GreaterThan', '>'],
  ['LessThan', '<'],
  ['GreaterThanEquals', '>='],
  ['LessThanEquals', '<='],
  ['EqualsField', '= [Field]'],
  ['NotEqualsField', '<> [Field]'],
  ['GreaterThanField', '> [Field]'],
  ['LessThanField', '< [Field]'],
  ['GreaterThanEqualsField', '>= [Field]'],
  ['LessThanEqualsField', '<= [Field]'],
  ['In', 'In'],
  ['NotIn', 'Not In'],
  ['Ever', 'Was Ever'],
] as const
const contains = [
  ['Contains', 'Contains'],
  ['NotContains', 'Does Not Contain'],
] as const
const words = [
  ['ContainsWords', 'Contains Words'],
  ['NotContainsWords', 'Does Not Contain Words'],
] as const
const emptiness = [
  ['IsEmpty', 'Is Empty'],
  ['IsNotEmpty', 'Is Not Empty'],
] as const

function operationsOf(field: FieldDefinition): readonly (readonly [string, string])[] {
  if (field.referenceName === 'System.Title') return [...comparisons, ...contains, ...words]
  switch (field.kind) {
    case 'string':
    case 'identity':
      return [...comparisons, ...contains]
    case 'boolean':
      return comparisons.filter(([name]) => /^(Not)?Equals(Field)?$/.test(name))
    case 'treePath':
      return [
        ['Under', 'Under'],
        ['NotUnder', 'Not Under'],
        ...comparisons.filter(([name]) => /^(NotEquals|Equals|In|NotIn)$/.test(name)),
      ]
    case 'plainText':
      return [...contains, ...words, ...emptiness]
    case 'html':
      return [...words, ...emptiness]
    case 'history':
      return words
    default:
      return comparisons
  }
}

function fieldAnswer(call: EndpointCall, field: FieldDefinition) {
  const longText = field.kind === 'html' || field.kind === 'plainText' || field.kind === 'history'
  return {
    name: field.name,
    referenceName: field.referenceName,
    type: publishedType(field.kind),
    usage: 'workItem',
    readOnly: field.readOnly,
    canSortBy: !longText,
    isQueryable: true,
    supportedOperations: operationsOf(field).map(([name, label]) => ({
      referenceName: `SupportedOperations.${name}`,
      name: label,
    })),
    isIdentity: field.kind === 'identity',
    isPicklist: field.picklist !== undefined,
    isPicklistSuggested: false,
    ...(field.picklist ? { picklistId: field.picklist.id } : {}),
    isDeleted: false,
    isLocked: false,
    url: `${call.base}/_apis/wit/fields/${field.referenceName}`,
  }
}
