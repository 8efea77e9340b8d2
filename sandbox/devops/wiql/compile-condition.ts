import type { FieldKind } from '../../data/fields.js'
import type { FieldColumn } from '../../data/field-columns.js'
import type { FieldValue } from '../../data/field-value.js'
import type { Revision } from '../../data/work-item-history.js'
import { readColumn } from '../../data/work-items.js'
import type { CompiledCondition } from './compiled-condition.js'
import { groupMembers, typeInCategory } from './group-members.js'
import { comparable, type Literal } from './operands.js'
import { queryField, type QueryField, type QueryScope } from './query-scope.js'
import type { Condition, FieldTest } from './syntax.js'
import { syntaxError } from './syntax-error.js'
import { fieldsTest, valueTest, type ValueTest } from './value-test.js'

/** Turns a condition into a test of items; throws the service's error for what it would refuse. */
export function compileCondition(
  scope: QueryScope,
  condition: Condition,
  underNot = false,
): CompiledCondition {
  switch (condition.kind) {
    case 'not': {
      const part = compileCondition(scope, condition.part, true)
      return {
        cost: part.cost,
        holds: (index) => !part.holds(index),
        holdsRevision: (index, revision) => !part.holdsRevision(index, revision),
      }
    }
    case 'and':
    case 'or': {
      const parts = condition.parts
        .map((part) => compileCondition(scope, part, underNot))
        .sort((a, b) => a.cost - b.cost)
      const cost = parts.reduce((sum, part) => sum + part.cost, 0)
      const wanted = condition.kind === 'or'
      return {
        cost,
        holds(index) {
          for (const part of parts) if (part.holds(index) === wanted) return wanted
          return !wanted
        },
        holdsRevision(index, revision) {
          for (const part of parts) if (part.holdsRevision(index, revision) === wanted) return wanted
          return !wanted
        },
      }
    }
    case 'test':
      return compileTest(scope, condition, underNot)
  }
}

function compileTest(scope: QueryScope, test: FieldTest, underNot: boolean): CompiledCondition {
  const field = queryField(scope, test.field)
  checkOperator(field, test)
  if (test.ever) return compileEver(scope, field, test, underNot)
  if (test.operator.endsWith('IN GROUP')) return compileGroup(scope, field, test)
  const other = test.operands.find((operand) => operand.kind === 'field')
  if (other) return compareFields(scope, field, test, queryField(scope, other.field))
  if (field.definition.kind === 'history') return searchHistory(scope, field, test)
  return overField(field, literalTest(scope, field, test))
}

function literalTest(scope: QueryScope, field: QueryField, test: FieldTest): ValueTest {
  const values = test.operands
    .filter((operand): operand is Literal => operand.kind !== 'field')
    .map((operand) => comparable(scope, field.definition, test, operand))
  return valueTest(field.definition, test, values, scope.timePrecision)
}

/** Operators by type of field (facts 5.2); long texts also take CONTAINS, and paths EVER (docs page of query operators). */
function checkOperator(field: QueryField, test: FieldTest): void {
  const { kind, referenceName } = field.definition
  const plain = test.operator.replace(/^NOT /, '')
  const equality = plain === '=' || plain === '<>'
  const number = equality || /^[<>]=?$/.test(plain) || plain === 'IN'
  const text = number || plain === 'CONTAINS' || plain === 'IN GROUP'
  const allowed: Record<FieldKind, boolean> = {
    boolean: equality && !test.ever,
    integer: number,
    double: number,
    dateTime: number,
    string: text || (plain === 'CONTAINS WORDS' && referenceName === 'System.Title'),
    identity: text,
    treePath: equality || plain === 'IN' || plain === 'UNDER',
    plainText: /CONTAINS|EMPTY/.test(plain) && !test.ever,
    html: /CONTAINS|EMPTY/.test(plain) && !test.ever,
    history: /CONTAINS/.test(plain) && !test.ever,
  }
  if (allowed[kind]) return
  const operator = test.ever ? 'EVER' : test.operator
  throw syntaxError(
    `The operator ${operator} cannot be used with this field. The error is caused by «${test.field.text}».`,
  )
}

/** Looks at each distinct value once where the column is coded. */
function overField(field: QueryField, test: ValueTest): CompiledCondition {
  const holdsRevision = (_: number, revision: Revision) => test(revision.value(field.key))
  const { column } = field
  if (column.kind === 'coded') {
    const { codes, values } = column
    const matches = new Uint8Array(values.length).fill(test(undefined) ? 1 : 0)
    values.forEach((value, code) => (matches[code] = test(value) ? 1 : 0))
    return { cost: 1, holds: (index) => matches[codes[index] as number] === 1, holdsRevision }
  }
  const { kind } = field.definition
  const cost = kind === 'html' ? 100 : kind === 'string' ? 10 : 2
  return { cost, holds: (index) => test(column.read(index)), holdsRevision }
}

function overFields(
  one: QueryField,
  other: QueryField,
  test: (left: FieldValue | undefined, right: FieldValue | undefined) => boolean,
): CompiledCondition {
  const read = (column: FieldColumn, index: number) => readColumn(column, index)
  return {
    cost: 20,
    holds: (index) => test(read(one.column, index), read(other.column, index)),
    holdsRevision: (_, revision) => test(revision.value(one.key), revision.value(other.key)),
  }
}

function compareFields(
  scope: QueryScope,
  field: QueryField,
  test: FieldTest,
  other: QueryField,
): CompiledCondition {
  const { operator } = test
  const cause = `The error is caused by «${other.definition.referenceName}».`
  if (test.operands.length !== 1 || !/^[=<>]/.test(operator))
    throw syntaxError(`The operator ${operator} does not compare fields. ${cause}`)
  if (field.definition.kind !== other.definition.kind)
    throw syntaxError(`The fields are of different types. ${cause}`)
  const wholeDays = field.definition.kind === 'dateTime' && !scope.timePrecision
  return overFields(field, other, fieldsTest(operator, wholeDays))
}

/** `IN GROUP`: types by category, identities by team or group; other texts are in no group. */
function compileGroup(scope: QueryScope, field: QueryField, test: FieldTest): CompiledCondition {
  const [group] = test.operands
  if (group?.kind !== 'string') {
    throw syntaxError(`A group is named by a text. The error is caused by «${group?.text}».`)
  }
  const wanted = test.operator === 'IN GROUP'
  if (field.definition.referenceName === 'System.WorkItemType') {
    const project = queryField(scope, { name: 'System.TeamProject', text: '[System.TeamProject]' })
    const inCategory = typeInCategory(scope, group.value)
    return overFields(field, project, (type, name) => inCategory(type, name) === wanted)
  }
  const members = groupMembers(scope, group.value)
  return overField(field, (value) => (typeof value === 'object' && members.has(value.id)) === wanted)
}

/** Whether the field was equal to a value in the revision or any before it. It cannot be negated (facts 5.2). */
function compileEver(
  scope: QueryScope,
  field: QueryField,
  test: FieldTest,
  underNot: boolean,
): CompiledCondition {
  const refused = test.operator !== '=' || test.operands[0]?.kind === 'field'
  if (underNot || refused) {
    const why = underNot ? 'cannot be negated' : 'only compares with a value'
    throw syntaxError(`The operator EVER ${why}. The error is caused by «${test.field.text}».`)
  }
  const holds = literalTest(scope, field, test)
  const now = overField(field, holds)
  return {
    cost: 1000,
    holds: (index) => now.holds(index) || inEarlier(scope, index, Infinity, field.key, holds),
    holdsRevision: (index, revision) =>
      now.holdsRevision(index, revision) || inEarlier(scope, index, revision.rev, field.key, holds),
  }
}

/** The history of an item holds what was said in any of its revisions, not only in the newest. */
function searchHistory(scope: QueryScope, field: QueryField, test: FieldTest): CompiledCondition {
  const wanted = !test.operator.startsWith('NOT ')
  const operator = wanted ? test.operator : test.operator === 'NOT CONTAINS' ? 'CONTAINS' : 'CONTAINS WORDS'
  const said = literalTest(scope, field, { ...test, operator })
  const { comments } = scope.organization.items.columns
  return {
    cost: 1000,
    holds: (index) =>
      ((comments[index] as number) > 0 && inEarlier(scope, index, Infinity, field.key, said)) === wanted,
    holdsRevision: (index, revision) =>
      (said(revision.value(field.key)) || inEarlier(scope, index, revision.rev, field.key, said)) === wanted,
  }
}

/** Whether a revision before `rev` had a value of the field that passes. */
function inEarlier(scope: QueryScope, index: number, rev: number, key: string, test: ValueTest): boolean {
  const { items } = scope.organization
  const newest = Math.min(rev - 1, items.columns.rev[index] ?? Infinity)
  for (let at = newest; at > 0; at--) {
    const revision = items.revision(index, at)
    if (revision && test(revision.value(key))) return true
  }
  return false
}
