import type { FieldKind } from '../../data/fields.js'
import type { FieldColumn } from '../../data/field-columns.js'
import type { FieldValue } from '../../data/field-value.js'
import type { Person } from '../../data/people.js'
import { readColumn } from '../../data/work-items.js'
import { dayMillis } from './dates.js'
import { comparable, type Comparable } from './operands.js'
import { syntaxError } from './parse-query.js'
import { queryField, type QueryField, type QueryScope } from './query-scope.js'
import type { Condition, FieldTest, Operand, Operator } from './syntax.js'

/** Whether the item at an index satisfies a condition; `cost` lets cheap ones run first. */
export interface CompiledCondition {
  cost: number
  holds(index: number): boolean
}

type ValueTest = (value: FieldValue | undefined) => boolean

/** Turns a condition into a function over item indexes; throws the service's error for what it would refuse. */
export function compileCondition(scope: QueryScope, condition: Condition): CompiledCondition {
  switch (condition.kind) {
    case 'not': {
      const part = compileCondition(scope, condition.part)
      return { cost: part.cost, holds: (index) => !part.holds(index) }
    }
    case 'and':
    case 'or': {
      const parts = condition.parts
        .map((part) => compileCondition(scope, part))
        .sort((a, b) => a.cost - b.cost)
      const cost = parts.reduce((sum, part) => sum + part.cost, 0)
      const wanted = condition.kind === 'or'
      return {
        cost,
        holds(index) {
          for (const part of parts) if (part.holds(index) === wanted) return wanted
          return !wanted
        },
      }
    }
    case 'test':
      return compileTest(scope, condition)
  }
}

function compileTest(scope: QueryScope, test: FieldTest): CompiledCondition {
  const field = queryField(scope, test.field)
  checkOperator(field, test)
  const other = test.operands.find((operand) => operand.kind === 'field')
  if (other) return compareFields(scope, field, test, queryField(scope, other.field))
  const values = test.operands
    .filter((operand): operand is Exclude<Operand, { kind: 'field' }> => operand.kind !== 'field')
    .map((operand) => comparable(scope, field.definition, test, operand))
  return overColumn(field.column, field.definition.kind, valueTest(scope, field, test, values))
}

/** Operators by type of field (facts 5.2); long texts also take CONTAINS. */
function checkOperator(field: QueryField, test: FieldTest): void {
  const { kind, referenceName } = field.definition
  const plain = test.operator.replace(/^NOT /, '')
  const equality = plain === '=' || plain === '<>'
  const order = /^[<>]=?$/.test(plain) && !equality
  const allowed: Record<FieldKind, boolean> = {
    boolean: equality,
    integer: equality || order || plain === 'IN',
    double: equality || order || plain === 'IN',
    dateTime: equality || order || plain === 'IN',
    string:
      equality ||
      order ||
      plain === 'IN' ||
      plain === 'CONTAINS' ||
      (plain === 'CONTAINS WORDS' && referenceName === 'System.Title'),
    identity: equality || order || plain === 'IN' || plain === 'CONTAINS',
    treePath: equality || plain === 'IN' || plain === 'UNDER',
    plainText: /CONTAINS|EMPTY/.test(plain),
    html: /CONTAINS|EMPTY/.test(plain),
    history: /CONTAINS/.test(plain),
  }
  if (allowed[kind]) return
  throw syntaxError(
    `The operator ${test.operator} cannot be used with this field. The error is caused by «${test.field.text}».`,
  )
}

/** Looks at each distinct value once where the column is coded. */
function overColumn(column: FieldColumn, kind: FieldKind, test: ValueTest): CompiledCondition {
  if (column.kind === 'coded') {
    const { codes, values } = column
    const matches = new Uint8Array(values.length).fill(test(undefined) ? 1 : 0)
    values.forEach((value, code) => (matches[code] = test(value) ? 1 : 0))
    return { cost: 1, holds: (index) => matches[codes[index] as number] === 1 }
  }
  const cost = kind === 'html' ? 100 : kind === 'string' ? 10 : 2
  return { cost, holds: (index) => test(column.read(index)) }
}

function valueTest(
  scope: QueryScope,
  field: QueryField,
  test: FieldTest,
  values: readonly Comparable[],
): ValueTest {
  const { kind, referenceName } = field.definition
  const wholeDays = kind === 'dateTime' && !scope.timePrecision
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
    case 'NOT UNDER': {
      if (first.kind !== 'text') return unless(() => false)
      return unless((value) => {
        const path = fold(value)
        return path === first.value || path?.startsWith(`${first.value}\\`) === true
      })
    }
    case 'CONTAINS':
    case 'NOT CONTAINS': {
      const wanted = first.kind === 'text' ? first.value : ''
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
      return unless(containsWords(test, first.kind === 'text' ? first.value : ''))
    default:
      return ordered(test.operator, first, wholeDays)
  }
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
    default: {
      const { value: target } = wanted
      return wholeDays ? (value) => dayOf(value) === target : (value) => value === target
    }
  }
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

function ordered(operator: Operator, wanted: Comparable, wholeDays: boolean): ValueTest {
  if (wanted.kind === 'empty' || wanted.kind === 'person' || wanted.kind === 'boolean') return () => false
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

function compareFields(
  scope: QueryScope,
  field: QueryField,
  test: FieldTest,
  other: QueryField,
): CompiledCondition {
  const { operator } = test
  if (test.operands.length !== 1 || !/^[=<>]/.test(operator)) {
    throw syntaxError(
      `The operator ${operator} does not compare fields. The error is caused by «${other.definition.referenceName}».`,
    )
  }
  if (field.definition.kind !== other.definition.kind) {
    throw syntaxError(
      `The fields are of different types. The error is caused by «${other.definition.referenceName}».`,
    )
  }
  const wholeDays = field.definition.kind === 'dateTime' && !scope.timePrecision
  const read = (column: FieldColumn, index: number): string | number | undefined => {
    const value = readColumn(column, index)
    if (typeof value === 'number') return wholeDays ? Math.floor(value / dayMillis) : value
    if (typeof value === 'object') return value.id
    return value === '' ? undefined : fold(value)
  }
  return {
    cost: 20,
    holds(index) {
      const left = read(field.column, index)
      const right = read(other.column, index)
      if (operator === '=') return left === right
      if (operator === '<>') return left !== right
      if (left === undefined || right === undefined) return false
      return typeof left === typeof right && inOrder(operator, left, right)
    },
  }
}
