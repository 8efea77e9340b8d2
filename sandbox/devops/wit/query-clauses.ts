import type {
  QueryHierarchyItem,
  WorkItemQueryClause,
} from 'azure-devops-node-api/interfaces/WorkItemTrackingInterfaces.js'
import type { FieldDefinition } from '../../data/fields.js'
import type { EndpointCall } from '../route.js'
import type { Condition, FieldName, FieldTest, Operand, Operator, WiqlQuery } from '../wiql/syntax.js'
import type { Wire } from '../wire.js'

type Clause = Wire<WorkItemQueryClause>

/** What the service calls the operators, and how it shows them (REST specification of wit, field examples). */
const operators: Readonly<Record<Operator, readonly [name: string, label: string]>> = {
  '=': ['Equals', '='],
  '<>': ['NotEquals', '<>'],
  '<': ['LessThan', '<'],
  '<=': ['LessThanEquals', '<='],
  '>': ['GreaterThan', '>'],
  '>=': ['GreaterThanEquals', '>='],
  IN: ['In', 'In'],
  'NOT IN': ['NotIn', 'Not In'],
  'IN GROUP': ['InGroup', 'In Group'],
  'NOT IN GROUP': ['NotInGroup', 'Not In Group'],
  UNDER: ['Under', 'Under'],
  'NOT UNDER': ['NotUnder', 'Not Under'],
  CONTAINS: ['Contains', 'Contains'],
  'NOT CONTAINS': ['NotContains', 'Does Not Contain'],
  'CONTAINS WORDS': ['ContainsWords', 'Contains Words'],
  'NOT CONTAINS WORDS': ['NotContainsWords', 'Does Not Contain Words'],
  'IS EMPTY': ['IsEmpty', 'Is Empty'],
  'IS NOT EMPTY': ['IsNotEmpty', 'Is Not Empty'],
}

const opposites: Readonly<Record<Operator, Operator>> = {
  '=': '<>',
  '<>': '=',
  '<': '>=',
  '>=': '<',
  '>': '<=',
  '<=': '>',
  IN: 'NOT IN',
  'NOT IN': 'IN',
  'IN GROUP': 'NOT IN GROUP',
  'NOT IN GROUP': 'IN GROUP',
  UNDER: 'NOT UNDER',
  'NOT UNDER': 'UNDER',
  CONTAINS: 'NOT CONTAINS',
  'NOT CONTAINS': 'CONTAINS',
  'CONTAINS WORDS': 'NOT CONTAINS WORDS',
  'NOT CONTAINS WORDS': 'CONTAINS WORDS',
  'IS EMPTY': 'IS NOT EMPTY',
  'IS NOT EMPTY': 'IS EMPTY',
}

/**
 * The conditions of a query as the editor of the web pages takes them: those of a flat query together, those of a link
 * query by the end of the link they are about.
 */
export function queryClauses(call: EndpointCall, query: WiqlQuery): Wire<QueryHierarchyItem> {
  if (!query.where) return {}
  if (query.source.toLowerCase() === 'workitems') return { clauses: clause(call, query.where) }
  const parts = query.where.kind === 'and' ? query.where.parts.flatMap(flattened) : [query.where]
  const about = (side: string): Clause | undefined => {
    const own = parts.filter((part) => sideOf(part) === side)
    return own.length === 0
      ? undefined
      : { logicalOperator: 'and', clauses: own.map((part) => clause(call, part)) }
  }
  const sourceClauses = about('source')
  const targetClauses = about('target')
  const linkClauses = about('links')
  return {
    ...(linkClauses ? { linkClauses } : {}),
    ...(sourceClauses ? { sourceClauses } : {}),
    ...(targetClauses ? { targetClauses } : {}),
  }
}

/** Parts of an AND inside an AND. */
function flattened(condition: Condition): readonly Condition[] {
  return condition.kind === 'and' ? condition.parts.flatMap(flattened) : [condition]
}

/** The end that the first test of a condition is about. */
function sideOf(condition: Condition): 'source' | 'target' | 'links' {
  if (condition.kind === 'not') return sideOf(condition.part)
  if (condition.kind !== 'test') return sideOf(condition.parts[0] as Condition)
  return condition.field.side ?? (isLinkType(condition.field) ? 'links' : 'source')
}

const isLinkType = ({ name }: FieldName): boolean => /^(System\.Links\.LinkType|Link Type)$/i.test(name)

function clause(call: EndpointCall, condition: Condition, negated = false): Clause {
  if (condition.kind === 'not') return clause(call, condition.part, !negated)
  if (condition.kind === 'test') return testClause(call, condition, negated)
  const and = (condition.kind === 'and') !== negated
  return {
    logicalOperator: and ? 'and' : 'or',
    clauses: condition.parts.map((part) => clause(call, part, negated)),
  }
}

function testClause(call: EndpointCall, test: FieldTest, negated: boolean): Clause {
  const [other] = test.operands
  const byField = other?.kind === 'field'
  const operator = negated ? opposites[test.operator] : test.operator
  const [name, label] = test.ever ? ['Ever', 'Was Ever'] : operators[operator]
  return {
    field: reference(call, test.field),
    operator: byField
      ? { referenceName: `SupportedOperations.${name}Field`, name: `${label} [Field]` }
      : { referenceName: `SupportedOperations.${name}`, name: label },
    ...(byField
      ? { isFieldValue: true, fieldValue: reference(call, other.field) }
      : { value: test.operands.map(written).join(',') }),
  }
}

const written = (operand: Operand): string => (operand.kind === 'string' ? operand.value : operand.text)

function reference(call: EndpointCall, field: FieldName) {
  const definition = isLinkType(field)
    ? { referenceName: 'System.Links.LinkType', name: 'Link Type' }
    : fieldNamed(call, field.name)
  const { referenceName, name } = definition ?? { referenceName: field.name, name: field.name }
  return { referenceName, name, url: `${call.base}/_apis/wit/fields/${referenceName}` }
}

/** A field by reference or friendly name. */
export function fieldNamed(call: EndpointCall, name: string): FieldDefinition | undefined {
  const wanted = name.toLowerCase()
  return call.organization.fields.find(
    (field) => field.referenceName.toLowerCase() === wanted || field.name.toLowerCase() === wanted,
  )
}
