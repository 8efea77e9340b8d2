import type { FieldDefinition } from '../../data/fields.js'
import { notEmulated, trackingError } from '../devops-error.js'
import { dayMillis, macroDate, readDate } from './dates.js'
import { syntaxError } from './parse-query.js'
import { checkPath, checkProject, unknownField, type QueryScope } from './query-scope.js'
import type { FieldTest, Operand } from './syntax.js'

/** An operand as the field's type compares it; `empty` is the literal ''. */
export type Comparable =
  | { kind: 'empty' }
  | { kind: 'number'; value: number }
  | { kind: 'boolean'; value: boolean }
  /** Lower case: the service compares without regard to case (facts 5.2). */
  | { kind: 'text'; value: string }
  /** The identity with this id (@Me). */
  | { kind: 'person'; id: string }

type Literal = Exclude<Operand, { kind: 'field' }>

/** Turns an operand into what the field compares with, or throws what is wrong with it. */
export function comparable(
  scope: QueryScope,
  definition: FieldDefinition,
  test: FieldTest,
  operand: Literal,
): Comparable {
  if (operand.kind === 'string' && operand.value === '') return { kind: 'empty' }
  const wrong = () =>
    syntaxError(
      `The value is not of the type of ${definition.name}. The error is caused by «${operand.text}».`,
    )
  switch (definition.kind) {
    case 'integer':
    case 'double': {
      const value =
        operand.kind === 'string' ? Number(operand.value) : operand.kind === 'number' ? operand.value : NaN
      if (Number.isNaN(value)) throw operand.kind === 'macro' ? unsuitableMacro(scope, operand) : wrong()
      return { kind: 'number', value }
    }
    case 'boolean': {
      if (operand.kind === 'boolean') return operand
      const word = operand.kind === 'macro' ? '' : String(operand.value).toLowerCase()
      if (word === 'true' || word === '1') return { kind: 'boolean', value: true }
      if (word === 'false' || word === '0') return { kind: 'boolean', value: false }
      throw operand.kind === 'macro' ? unsuitableMacro(scope, operand) : wrong()
    }
    case 'dateTime':
      return { kind: 'number', value: dateOperand(scope, test, operand, wrong) }
    case 'identity':
      if (operand.kind === 'macro') {
        if (operand.name === 'me') return { kind: 'person', id: scope.identity.id }
        throw unsuitableMacro(scope, operand)
      }
      return textOperand(operand)
    default:
      return stringOperand(scope, definition, test, operand)
  }
}

function dateOperand(scope: QueryScope, test: FieldTest, operand: Literal, wrong: () => Error): number {
  if (operand.kind === 'macro') {
    const time = macroDate(operand.name, operand.argument, operand.offset, scope.now)
    if (time === undefined) throw unsuitableMacro(scope, operand)
    return scope.timePrecision ? time : Math.floor(time / dayMillis)
  }
  if (operand.kind !== 'string') throw wrong()
  const { field, operator } = test
  const time = readDate(operand.value, scope.timePrecision, { field, operator, text: operand.text })
  return scope.timePrecision ? time : Math.floor(time / dayMillis)
}

function stringOperand(
  scope: QueryScope,
  definition: FieldDefinition,
  test: FieldTest,
  operand: Literal,
): Comparable {
  const isProject = definition.referenceName === 'System.TeamProject'
  if (operand.kind === 'macro') {
    if (operand.name !== 'project' || !isProject) throw unsuitableMacro(scope, operand)
    if (scope.project) return { kind: 'text', value: scope.project.name.toLowerCase() }
    // The service's own words for a missing project are unconfirmed; these follow VS402612.
    throw syntaxError(`VS402612: The macro '@Project' is not supported without a project context.`)
  }
  const exact = !test.operator.includes('CONTAINS')
  if (definition.kind === 'treePath' && exact)
    checkPath(scope, definition, String(operand.value), operand.text)
  if (isProject && exact) checkProject(scope, String(operand.value), operand.text)
  return textOperand(operand)
}

function textOperand(operand: Exclude<Literal, { kind: 'macro' }>): Comparable {
  return { kind: 'text', value: (operand.kind === 'string' ? operand.value : operand.text).toLowerCase() }
}

/** Macros of the language that the sandbox has no data for. */
const otherMacros = new Set([
  'teamareas',
  'follows',
  'myrecentactivity',
  'recentmentions',
  'recentprojectactivity',
])
const dateMacros = new Set(['today', 'startofday', 'startofweek', 'startofmonth', 'startofyear'])

function unsuitableMacro(scope: QueryScope, operand: { name: string; text: string }): Error {
  if (operand.name === 'currentiteration') {
    if (scope.project) return notEmulated('the macro @CurrentIteration')
    const message = "VS402612: The macro '@CurrentIteration' is not supported without a team context."
    return trackingError(500, 'WorkItemTrackingQueryException', message)
  }
  if (otherMacros.has(operand.name)) return notEmulated(`the macro ${operand.text}`)
  if (dateMacros.has(operand.name) || operand.name === 'me' || operand.name === 'project') {
    return syntaxError(`The macro does not fit the field. The error is caused by «${operand.text}».`)
  }
  return unknownField(operand.text)
}
