import type { WorkItemFieldOperation } from 'azure-devops-node-api/interfaces/WorkItemTrackingInterfaces.js'
import type { FieldDefinition } from '../../data/fields.js'

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
const groups = [
  ['InGroup', 'In Group'],
  ['NotInGroup', 'Not In Group'],
] as const
const words = [
  ['ContainsWords', 'Contains Words'],
  ['NotContainsWords', 'Does Not Contain Words'],
] as const
const emptiness = [
  ['IsEmpty', 'Is Empty'],
  ['IsNotEmpty', 'Is Not Empty'],
] as const

/** The operators a query may use with a field (facts 5.2). */
export function supportedOperations(field: FieldDefinition): WorkItemFieldOperation[] {
  return operationsOf(field).map(([name, label]) => ({
    referenceName: `SupportedOperations.${name}`,
    name: label,
  }))
}

function operationsOf(field: FieldDefinition): readonly (readonly [string, string])[] {
  if (field.referenceName === 'System.Title') return [...comparisons, ...contains, ...groups, ...words]
  switch (field.kind) {
    case 'string':
    case 'identity':
      return [...comparisons, ...contains, ...groups]
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
