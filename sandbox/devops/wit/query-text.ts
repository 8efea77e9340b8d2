import { DevOpsError } from '../devops-error.js'
import type { EndpointCall } from '../route.js'
import { parseQuery } from '../wiql/parse-query.js'
import { unknownField } from '../wiql/query-scope.js'
import type { Condition, FieldName, WiqlQuery } from '../wiql/syntax.js'
import { fieldNamed } from './query-clauses.js'

/** Parses the text of a query that is to be kept; refuses what cannot be read and fields that do not exist. */
export function checkedQuery(call: EndpointCall, text: string): WiqlQuery {
  const query = parseQuery(text)
  const names = [
    ...query.select,
    ...query.orderBy.map(({ field }) => field),
    ...(query.where ? fieldsIn(query.where) : []),
  ]
  for (const field of names) {
    const ofLink = query.source.toLowerCase() === 'workitemlinks' && /^(System\.Links\.LinkType|Link Type)$/i
    if (!fieldNamed(call, field.name) && !(ofLink && ofLink.test(field.name))) throw unknownField(field.text)
  }
  return query
}

/** The same; undefined for a text that is wrong. */
export function readableQuery(call: EndpointCall, text: string): WiqlQuery | undefined {
  try {
    return checkedQuery(call, text)
  } catch (error) {
    if (error instanceof DevOpsError) return undefined
    throw error
  }
}

function fieldsIn(condition: Condition): FieldName[] {
  if (condition.kind === 'not') return fieldsIn(condition.part)
  if (condition.kind !== 'test') return condition.parts.flatMap(fieldsIn)
  return [
    condition.field,
    ...condition.operands.flatMap((operand) => (operand.kind === 'field' ? [operand.field] : [])),
  ]
}

/** Whether a query lists items, or links of one step, or a tree. */
export function queryKind({ source, mode }: WiqlQuery): 'flat' | 'oneHop' | 'tree' {
  if (source.toLowerCase() === 'workitems') return 'flat'
  return mode.some((word) => word.toLowerCase() === 'recursive') ? 'tree' : 'oneHop'
}
