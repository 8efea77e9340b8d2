import type { FieldDefinition } from '../../data/fields.js'
import type { FieldValue } from '../../data/field-value.js'
import type { Person } from '../../data/people.js'
import { dayMillis } from './dates.js'
import type { Comparable } from './comparable.js'
import type { FieldTest, Operator } from './syntax.js'
import { syntaxError } from './syntax-error.js'

/** Whether a value of a field satisfies a test; undefined is an empty field. */
export type ValueTest = (value: FieldValue | undefined) => boolean

/** What an operator asks of a field's value. `wholeDays`: dates are compared by day. */
export function valueTest(
  { kind, referenceName }: FieldDefinition,
  test: FieldTest,
  values: readonly Comparable[],
  timePrecision: boolean,
): ValueTest {
  const wholeDays = kind === 'dateTime' && !timePrecision
  const first = values[0] as Comparable
  const negated = test.operator.startsWith('NOT ')
  const unless = (holds: ValueTest): ValueTest => (negated ? (value) => !holds(value) : holds)
  switch (test.operator) {
    case 'IS EMPTY':
      return isEmpty
    case 'IS NOT EMPTY':
      return (value) => !isEmpty(value)
    case '=':
      return equals(first, wholeDays)
    case '<>': {
      const same = equals(first, wholeDays)
      return (value) => !same(value)
    }
    case 'IN':
    case 'NOT IN':
      return unless(isAnyOf(values, wholeDays))
    case 'UNDER':
    case 'NOT UNDER':
      return unless(under(first))
    case 'CONTAINS':
    case 'NOT CONTAINS': {
      const wanted = textOf(test, first)
      if (referenceName === 'System.Tags') {
        return unless(
          (value) =>
            fold(value)
              ?.split('; ')
              .some((tag) => tag.includes(wanted)) === true,
        )
      }
      return unless((value) => searchable(value)?.includes(wanted) === true)
    }
    case 'CONTAINS WORDS':
    case 'NOT CONTAINS WORDS':
      return unless(containsWords(test, textOf(test, first)))
    default:
      return ordered(test.operator, first, wholeDays)
  }
}

/** Whether two fields of one item compare as an operator asks; two empty ones are equal. */
export function fieldsTest(
  operator: Operator,
  wholeDays: boolean,
): (left: FieldValue | undefined, right: FieldValue | undefined) => boolean {
  const read = (value: FieldValue | undefined): string | number | undefined => {
    if (typeof value === 'number') return wholeDays ? Math.floor(value / dayMillis) : value
    if (typeof value === 'object') return value.id
    return value === '' ? undefined : fold(value)
  }
  return (one, other) => {
    const left = read(one)
    const right = read(other)
    if (operator === '=') return left === right
    if (operator === '<>') return left !== right
    if (left === undefined || right === undefined) return false
    return typeof left === typeof right && inOrder(operator, left, right)
  }
}

/** The text to look for; the service has no other operand for these operators (wording unconfirmed). */
function textOf(test: FieldTest, wanted: Comparable): string {
  if (wanted.kind === 'text') return wanted.value
  const { operator, operands } = test
  throw syntaxError(
    `The operator ${operator} needs a text that is not empty. The error is caused by «${operands[0]?.text}».`,
  )
}

function isEmpty(value: FieldValue | undefined): boolean {
  return value === undefined || value === ''
}

/** Lower case of a text or of the name an identity sorts by. */
function fold(value: FieldValue | undefined): string | undefined {
  if (value === undefined) return undefined
  return (typeof value === 'object' ? value.displayName : String(value)).toLowerCase()
}

function fullName(person: Person): string {
  return `${person.displayName} <${person.uniqueName}>`.toLowerCase()
}

function searchable(value: FieldValue | undefined): string | undefined {
  return typeof value === 'object' ? fullName(value) : fold(value)
}

/** Display name, unique name, or both as `Name <unique>`. */
function namesOf(person: Person): string[] {
  const names = [person.displayName.toLowerCase(), fullName(person)]
  if (person.uniqueName !== '') names.push(person.uniqueName.toLowerCase())
  return names
}

function equals(wanted: Comparable, wholeDays: boolean): ValueTest {
  switch (wanted.kind) {
    case 'empty':
      return isEmpty
    case 'person':
      return (value) => typeof value === 'object' && value.id === wanted.id
    case 'text':
      return (value) =>
        typeof value === 'object' ? namesOf(value).includes(wanted.value) : fold(value) === wanted.value
    case 'areas': {
      const tests = wanted.areas.map(({ path, withChildren }) =>
        withChildren ? isUnder(path) : (folded: string) => folded === path,
      )
      return (value) => {
        const folded = fold(value)
        return folded !== undefined && tests.some((test) => test(folded))
      }
    }
    case 'ids':
      return (value) => typeof value === 'number' && wanted.ids.has(value)
    case 'nothing':
      return () => false
    default: {
      const { value: target } = wanted
      return wholeDays ? (value) => dayOf(value) === target : (value) => value === target
    }
  }
}

/** The node itself is under itself (facts 5.2). */
function under(wanted: Comparable): ValueTest {
  if (wanted.kind === 'areas') return equals(wanted, false)
  if (wanted.kind !== 'text') return () => false
  const test = isUnder(wanted.value)
  return (value) => {
    const path = fold(value)
    return path !== undefined && test(path)
  }
}

function isUnder(node: string): (path: string) => boolean {
  return (path) => path === node || path.startsWith(`${node}\\`)
}

function dayOf(value: FieldValue | undefined): number | undefined {
  return typeof value === 'number' ? Math.floor(value / dayMillis) : undefined
}

/** One look-up an item, however long the list. */
function isAnyOf(wanted: readonly Comparable[], wholeDays: boolean): ValueTest {
  const texts = new Set(wanted.flatMap((one) => (one.kind === 'text' ? [one.value] : [])))
  const numbers = new Set(wanted.flatMap((one) => (one.kind === 'number' ? [one.value] : [])))
  const others = wanted
    .filter(({ kind }) => kind !== 'text' && kind !== 'number')
    .map((one) => equals(one, wholeDays))
  return (value) => {
    if (others.some((test) => test(value))) return true
    if (typeof value === 'number') return numbers.has(wholeDays ? Math.floor(value / dayMillis) : value)
    if (typeof value === 'object') return namesOf(value).some((name) => texts.has(name))
    const text = fold(value)
    return text !== undefined && texts.has(text)
  }
}

/** An empty field comes neither before nor after anything. */
function ordered(operator: Operator, wanted: Comparable, wholeDays: boolean): ValueTest {
  if (wanted.kind !== 'text' && wanted.kind !== 'number') return () => false
  const target = wanted.value
  const read = (value: FieldValue | undefined): string | number | undefined =>
    typeof target === 'string'
      ? fold(value)
      : wholeDays
        ? dayOf(value)
        : typeof value === 'number'
          ? value
          : undefined
  return (value) => {
    const left = read(value)
    return left !== undefined && left !== '' && inOrder(operator, left, target)
  }
}

function inOrder<T extends string | number>(operator: Operator, left: T, right: T): boolean {
  if (operator === '<') return left < right
  if (operator === '<=') return left <= right
  if (operator === '>') return left > right
  return left >= right
}

/** Every word must occur; a trailing * makes the word a beginning. At most 100 characters (facts 5.2). */
function containsWords(test: FieldTest, wanted: string): ValueTest {
  if (wanted.length > 100) {
    throw syntaxError(
      `The text of CONTAINS WORDS exceeds 100 characters. The error is caused by «${test.operands[0]?.text}».`,
    )
  }
  const words = wanted.split(/[^\p{L}\p{N}_*]+/u).filter((word) => word.replaceAll('*', '') !== '')
  return (value) => {
    const present = fold(value)?.split(/[^\p{L}\p{N}_]+/u)
    if (!present || words.length === 0) return false
    return words.every((word) =>
      word.endsWith('*') ? present.some((one) => one.startsWith(word.slice(0, -1))) : present.includes(word),
    )
  }
}
