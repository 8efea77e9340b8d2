import type { FieldDefinition } from '../../data/fields.js'
import type { Comparable } from './comparable.js'
import { dayMillis, macroDate, readDate } from './dates.js'
import { macroIds } from './item-macros.js'
import { checkPath, checkProject, unknownField, type QueryScope } from './query-scope.js'
import type { FieldTest, MacroOperand, Operand } from './syntax.js'
import { syntaxError } from './syntax-error.js'
import { currentIteration, teamAreas } from './team-macros.js'

/** An operand that is no field. */
export type Literal = Exclude<Operand, { kind: 'field' }>

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
      if (operand.kind === 'macro') return { kind: 'ids', ids: idsOf(scope, definition, test, operand) }
      const value =
        operand.kind === 'string' ? Number(operand.value) : operand.kind === 'number' ? operand.value : NaN
      if (Number.isNaN(value)) throw wrong()
      return { kind: 'number', value }
    }
    case 'boolean': {
      if (operand.kind === 'boolean') return operand
      const word = operand.kind === 'macro' ? '' : String(operand.value).toLowerCase()
      if (word === 'true' || word === '1') return { kind: 'boolean', value: true }
      if (word === 'false' || word === '0') return { kind: 'boolean', value: false }
      throw operand.kind === 'macro' ? unsuitableMacro(operand) : wrong()
    }
    case 'dateTime':
      return { kind: 'number', value: dateOperand(scope, test, operand, wrong) }
    case 'identity':
      if (operand.kind === 'macro') {
        if (operand.name === 'me') return { kind: 'person', id: scope.identity.id }
        throw unsuitableMacro(operand)
      }
      return textOperand(operand)
    default:
      return stringOperand(scope, definition, test, operand)
  }
}

/** Macros that stand for ids fit `=`, `<>` and IN on the ID field (facts 5.2). */
function idsOf(
  scope: QueryScope,
  definition: FieldDefinition,
  test: FieldTest,
  macro: MacroOperand,
): ReadonlySet<number> {
  const fits = definition.referenceName === 'System.Id' && /^(=|<>|(NOT )?IN)$/.test(test.operator)
  const ids = fits ? macroIds(scope, macro.name) : undefined
  if (!ids) throw unsuitableMacro(macro)
  return ids
}

/** A time of a day without timePrecision is refused (facts 5.1). */
function dateOperand(scope: QueryScope, test: FieldTest, operand: Literal, wrong: () => Error): number {
  const { time, withClock } = dateTime(scope, operand, wrong)
  if (scope.timePrecision) return time
  if (withClock) {
    throw syntaxError(
      'You cannot supply a time with the date when running a query using date precision. ' +
        `The error is caused by «${test.field.text} ${test.operator} ${operand.text}».`,
    )
  }
  return Math.floor(time / dayMillis)
}

/** A date as a literal or a macro gives it. */
export function dateTime(
  scope: QueryScope,
  operand: Literal,
  wrong: () => Error,
): { time: number; withClock: boolean } {
  if (operand.kind === 'macro') {
    const time = macroDate(operand.name, operand.argument, operand.offset, scope.now)
    if (time === undefined) throw unsuitableMacro(operand)
    return { time, withClock: false }
  }
  if (operand.kind !== 'string') throw wrong()
  return readDate(operand.value, operand.text)
}

function stringOperand(
  scope: QueryScope,
  definition: FieldDefinition,
  test: FieldTest,
  operand: Literal,
): Comparable {
  const { referenceName } = definition
  const isProject = referenceName === 'System.TeamProject'
  if (operand.kind === 'macro') {
    if (operand.name === 'currentiteration' && referenceName === 'System.IterationPath')
      return currentIteration(scope, operand)
    if (operand.name === 'teamareas' && referenceName === 'System.AreaPath') return teamAreas(scope, operand)
    if (operand.name !== 'project' || !isProject) throw unsuitableMacro(operand)
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

const macros = new Set([
  'me',
  'project',
  'today',
  'startofday',
  'startofweek',
  'startofmonth',
  'startofyear',
  'currentiteration',
  'teamareas',
  'follows',
  'myrecentactivity',
  'recentmentions',
  'recentprojectactivity',
])

function unsuitableMacro({ name, text }: MacroOperand): Error {
  if (!macros.has(name)) return unknownField(text)
  return syntaxError(`The macro does not fit the field. The error is caused by «${text}».`)
}
