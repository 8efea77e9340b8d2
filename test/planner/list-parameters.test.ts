import { describe, expect, it } from 'vitest'
import { listParameters } from '../../src/planner/list-parameters.js'
import { and, everything, or, type Predicate } from '../../src/tables/predicate.js'
import type { ListParameter, ListSource } from '../../src/tables/table-definition.js'

const list = (...parameters: ListParameter[]): ListSource => ({
  kind: 'list',
  host: 'core',
  path: '/_apis/x',
  query: { fixed: 'yes' },
  parameters,
  paging: { style: 'none' },
  doc: 'X / List',
})
const asked = (parameter: ListParameter, predicate: Predicate) =>
  listParameters(list(parameter), predicate)[parameter.parameter]
const equal = (column: string, value: string): Predicate => ({ kind: 'compare', column, op: '=', value })
const among = (column: string, ...values: string[]): Predicate => ({ kind: 'in', column, values })

it('the fixed query goes with every request', () => {
  expect(listParameters(list(), everything)).toEqual({ fixed: 'yes' })
})

describe('a choice', () => {
  const shared = { kind: 'choice', column: 'state', parameter: 'p', values: ['a', 'b'] } as const
  const withWidest = { ...shared, widest: 'all' }

  it.each<[string, ListParameter, Predicate, string | undefined]>([
    ['one of its words', withWidest, equal('state', 'b'), 'b'],
    ['a word it does not know', withWidest, equal('state', 'c'), 'all'],
    ['several words', withWidest, among('state', 'a', 'b'), 'all'],
    ['no condition', withWidest, everything, 'all'],
    ['one of its words, where nothing is the widest', shared, equal('state', 'b'), 'b'],
    ['a word it does not know, where nothing is the widest', shared, equal('state', 'c'), undefined],
    ['no condition, where nothing is the widest', shared, everything, undefined],
    ['one of its words or something else', shared, or(equal('state', 'b'), equal('x', '1')), undefined],
  ])('%s', (_, parameter, predicate, value) => {
    expect(asked(parameter, predicate)).toBe(value)
  })
})

describe('an equal value', () => {
  const one: ListParameter = { kind: 'equal', column: 'x', parameter: 'p' }

  it.each<[string, ListParameter, Predicate, string | undefined]>([
    ['one', one, equal('x', 'v'), 'v'],
    ['too many', one, among('x', 'v', 'w'), undefined],
    ['as many as fit', { ...one, most: 2 }, among('x', 'v', 'w'), 'v,w'],
    ['those that two conditions leave', one, and(among('x', 'v', 'w'), among('x', 'w', 'u')), 'w'],
    ['with something before each', { ...one, most: 2, before: 'x:' }, among('x', '1', '2'), 'x:1,x:2'],
    ['a comma, which would make two of it', one, equal('x', 'v,w'), undefined],
    ['an empty text, which would mean any', one, equal('x', ''), undefined],
    ['a number that cannot be one', one, equal('x', '-1'), undefined],
    ['a number beyond 32 bits', one, equal('x', '2147483648'), undefined],
    ['the largest number', one, equal('x', '2147483647'), '2147483647'],
  ])('%s', (_, parameter, predicate, value) => {
    expect(asked(parameter, predicate)).toBe(value)
  })
})

describe('a time', () => {
  const time = (op: '<' | '<=' | '>' | '>=' | '=', value = '2026-01-31T08:00:00.500000Z'): Predicate => ({
    kind: 'compare',
    column: 't',
    op,
    value,
  })
  const since: ListParameter = { kind: 'since', column: 't', parameter: 'p' }
  const until: ListParameter = { kind: 'until', column: 't', parameter: 'p' }

  it.each<[string, ListParameter, Predicate, string | undefined]>([
    ['since is a second before', since, time('>'), '2026-01-31T07:59:59.500Z'],
    ['until is a second after', until, time('<='), '2026-01-31T08:00:01.500Z'],
    ['an exact time bounds both ways', until, time('='), '2026-01-31T08:00:01.500Z'],
    [
      'the later of two',
      since,
      and(time('>'), time('>=', '2026-02-01T00:00:00.000000Z')),
      '2026-01-31T23:59:59.000Z',
    ],
    ['the other side says nothing', since, time('<'), undefined],
    ['infinity is no bound', since, time('>', '-infinity'), undefined],
  ])('%s', (_, parameter, predicate, value) => {
    expect(asked(parameter, predicate)).toBe(value)
  })
})

describe('a prefix', () => {
  const prefix: ListParameter = { kind: 'prefix', column: 'n', parameter: 'p', before: 'heads/' }
  const like = (pattern: string, insensitive = false, negated = false): Predicate => ({
    kind: 'like',
    column: 'n',
    pattern,
    insensitive,
    negated,
  })

  it.each<[string, Predicate, string | undefined]>([
    ['of an exact value is the value', equal('n', 'main'), 'heads/main'],
    ['of a pattern ends before its first wildcard', like('feature/a_b%'), 'heads/feature/a'],
    ['of a pattern without a beginning', like('%x'), undefined],
    ['of a pattern that ignores case, which the service may not', like('main%', true), undefined],
    ['of what must not be', like('main%', false, true), undefined],
  ])('%s', (_, predicate, value) => expect(asked(prefix, predicate)).toBe(value))
})
