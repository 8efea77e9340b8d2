import { expect, test } from 'vitest'
import type { FieldDefinition } from '../../sandbox/data/fields.js'
import { createOrganization } from '../../sandbox/data/create-organization.js'
import { pick, randomStream, type Random } from '../../sandbox/data/random.js'
import { compileCondition } from '../../sandbox/devops/wiql/compile-condition.js'
import { parseQuery } from '../../sandbox/devops/wiql/parse-query.js'
import type { QueryScope } from '../../sandbox/devops/wiql/query-scope.js'
import type { Condition } from '../../sandbox/devops/wiql/syntax.js'

const operators: Record<FieldDefinition['kind'], readonly string[]> = {
  boolean: ['=', '<>'],
  integer: ['=', '<>', '<', '<=', '>', '>=', 'IN', 'EVER'],
  double: ['=', '<>', '<', '>=', 'NOT IN', 'EVER'],
  dateTime: ['=', '<>', '<', '<=', '>', '>=', 'IN', 'EVER'],
  string: ['=', '<>', '<', '>', 'IN', 'NOT IN', 'CONTAINS', 'NOT CONTAINS', 'EVER'],
  identity: ['=', '<>', '<', '>', 'IN', 'NOT IN', 'CONTAINS', 'EVER'],
  treePath: ['=', '<>', 'IN', 'UNDER', 'NOT UNDER', 'EVER'],
  plainText: ['CONTAINS', 'NOT CONTAINS', 'CONTAINS WORDS', 'IS EMPTY', 'IS NOT EMPTY'],
  html: ['CONTAINS WORDS', 'NOT CONTAINS WORDS', 'IS EMPTY', 'IS NOT EMPTY'],
  history: ['CONTAINS', 'CONTAINS WORDS', 'NOT CONTAINS WORDS'],
}

test.each([1, 2, 3])('a condition gives the same over columns and over revisions (seed %i)', (seed) => {
  const organization = createOrganization({ seed, projects: 4, workItems: 150 })
  const { items, fields } = organization
  const identity = organization.people[1] as QueryScope['identity']
  const random = randomStream(seed, 77)

  const literal = (field: FieldDefinition): string => {
    const value = items.value(Math.floor(random() * items.count), field.referenceName)
    if (value === undefined || random() < 0.1) return /Text|html|history/.test(field.kind) ? "'the'" : "''"
    if (typeof value === 'object') return `'${value.displayName.replaceAll("'", "''")}'`
    if (field.kind === 'dateTime') return `'${new Date(value as number).toISOString()}'`
    if (typeof value !== 'string') return String(value)
    const word = /[\p{L}]{3,}/u.exec(value)?.[0] ?? 'x'
    return `'${(/Text|html|history/.test(field.kind) ? word : value).replaceAll("'", "''")}'`
  }
  const single = (): string => {
    const field = pick(random, fields)
    const name = `[${field.referenceName}]`
    const operator = pick(random, operators[field.kind])
    if (operator.endsWith('EMPTY')) return `${name} ${operator}`
    if (operator.endsWith('IN')) return `${name} ${operator} (${literal(field)}, ${literal(field)})`
    if (operator === 'EVER') return `EVER ${name} = ${literal(field)}`
    const text = literal(field)
    if (operator.includes('CONTAINS') && text === "''") return `${name} ${operator} 'a'`
    return `${name} ${operator} ${text}`
  }

  let matches = 0
  const texts = Array.from({ length: 150 }, () => combined(random, single))
  const extra = [
    "[System.WorkItemType] IN GROUP 'Microsoft.RequirementCategory'",
    "[System.AssignedTo] NOT IN GROUP '[Fabrikam Fiber]\\Fabrikam Fiber Team'",
    '[System.CreatedDate] < [System.ChangedDate]',
    '[System.AssignedTo] = [System.ChangedBy]',
    '[System.AssignedTo] = @Me',
  ]
  for (const text of [...texts, ...extra]) {
    for (const timePrecision of [true, false]) {
      if (!timePrecision && /T\d\d:/.test(text)) continue
      const scope: QueryScope = { organization, identity, timePrecision, now: Date.UTC(2026, 2, 1) }
      const { where } = parseQuery(`SELECT [System.Id] FROM WorkItems WHERE ${text}`)
      const condition = compileCondition(scope, where as Condition)
      for (let index = 0; index < items.generated; index++) {
        const overColumns = condition.holds(index)
        if (overColumns) matches++
        expect(condition.holdsRevision(index, items.present(index)), `${text}, item ${index}`).toBe(
          overColumns,
        )
      }
    }
  }
  expect(matches).toBeGreaterThan(1000)
})

/** One test, or two joined; EVER is never under NOT, which the language refuses. */
function combined(random: Random, single: () => string): string {
  const one = single()
  if (random() < 0.5) return one
  const plain = one.startsWith('EVER') ? one : `NOT ${one}`
  return `${plain} ${pick(random, ['AND', 'OR'])} (${single()} OR ${single()})`
}
