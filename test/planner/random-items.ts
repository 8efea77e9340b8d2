import fc from 'fast-check'
import type { CompareOp, Predicate } from '../../src/tables/predicate.js'
import { tables } from './planning.js'

/** The table, with how WIQL filters its columns. */
export const workItems = tables[3]!
const source = workItems.sources[0]!
export const fields = source.kind === 'work-items' ? source.fields : {}

const words = [
  'Active',
  'ACTIVE',
  'active',
  'Kiel',
  'KIEL',
  'Ωmega',
  'straße',
  "it's",
  'a b',
  'b',
  '100%',
  'a_b',
  '',
  'x [y]',
  'Ma\u00dfst\u00e4be',
  'masse',
  'ma\u00dfe',
  'a\u0131s',
  'AIS',
  'f\u0130t',
  '\u212aiel',
  '\ufb03x',
  'ffix',
]
const text = fc.oneof(fc.constantFrom(...words), fc.string({ maxLength: 6, unit: 'grapheme' }))
const number = fc.integer({ min: -3, max: 3 })
const date = fc
  .constantFrom('00.000', '00.003', '00.500', '01.000', '01.997', '02.000')
  .map((seconds) => `2026-01-01T00:00:${seconds}Z`)
const path = fc
  .array(fc.constantFrom('Web', 'Api', 'Api 2', 'web'), { minLength: 1, maxLength: 3 })
  .map((p) => p.join('\\'))
const person = fc.record({
  displayName: fc.constantFrom('Ana', 'ana', 'Bo'),
  uniqueName: fc.constantFrom('a@x.y', 'b@x.y', ''),
})
const tag = fc.constantFrom('a', 'A', 'ab', 'b c', 'é')

/** A work item as the service sends it; fields may be missing. */
export const payload = fc.record({
  id: fc.integer({ min: 1, max: 3 }),
  fields: fc.record(
    {
      'System.State': text,
      'System.Title': text,
      'System.AreaPath': path,
      'System.AssignedTo': person,
      'System.ChangedDate': date,
      'System.Tags': fc.array(tag, { minLength: 1 }).map((tags) => tags.join('; ')),
      'Microsoft.VSTS.Common.Priority': number,
      'Microsoft.VSTS.Scheduling.StoryPoints': fc.constantFrom(-1.5, 0, 0.5, 2),
      'Custom.IsBillable': fc.boolean(),
    },
    { requiredKeys: [] },
  ),
})

const op = fc.constantFrom<CompareOp>('=', '<>', '<', '<=', '>', '>=')
const micro = date.map((d) => d.replace('Z', '000Z'))
const pattern = fc
  .array(fc.oneof(fc.constantFrom('%', '_', '\\%', 'a', 'Kiel', 'active', 'i', 'ACT'), text), {
    maxLength: 4,
  })
  .map((parts) => parts.join(''))
  .filter((p) => !/(?:^|[^\\])(?:\\\\)*\\$/.test(p))
const pathPattern = path.chain((p) =>
  fc.constantFrom('', '%', '\\\\%', '_').map((end) => p.replaceAll('\\', '\\\\') + end),
)

function onColumn(column: string, value: fc.Arbitrary<string>): fc.Arbitrary<Predicate> {
  return fc.oneof(
    fc.record({ kind: fc.constant('compare' as const), column: fc.constant(column), op, value }),
    fc.record({
      kind: fc.constantFrom('in' as const, 'not-in' as const),
      column: fc.constant(column),
      values: fc.array(value, { minLength: 1, maxLength: 3 }),
    }),
    fc.record({
      kind: fc.constantFrom('is-null' as const, 'is-not-null' as const),
      column: fc.constant(column),
    }),
  )
}
function foldedOn(column: string, value: fc.Arbitrary<string>): fc.Arbitrary<Predicate> {
  return fc.constantFrom('lower' as const, 'upper' as const).chain((fold) =>
    fc.record({
      kind: fc.constant('folded' as const),
      column: fc.constant(column),
      fold: fc.constant(fold),
      values: fc.array(
        value.map((v) => (fold === 'lower' ? v.toLowerCase() : v.toUpperCase())),
        { minLength: 1, maxLength: 2 },
      ),
    }),
  )
}
function likeOn(column: string, value: fc.Arbitrary<string>): fc.Arbitrary<Predicate> {
  return fc.record({
    kind: fc.constant('like' as const),
    column: fc.constant(column),
    pattern: value,
    insensitive: fc.boolean(),
    negated: fc.boolean(),
  })
}
const leaf = fc.oneof(
  onColumn('id', fc.integer({ min: 0, max: 4 }).map(String)),
  onColumn('priority', number.map(String)),
  onColumn('story_points', fc.constantFrom('-1.5', '0', '0.5', '2', 'NaN')),
  onColumn('state', text),
  onColumn('changed_date', fc.oneof(micro, fc.constantFrom('infinity', '-infinity'))),
  onColumn('assigned_to', fc.constantFrom('Ana', 'ana', 'Bo', 'a@x.y')),
  onColumn('assigned_to_unique_name', fc.constantFrom('a@x.y', 'A@x.y')),
  onColumn('area_path', path),
  onColumn('custom_is_billable', fc.constantFrom('true', 'false')),
  foldedOn('state', text),
  foldedOn('assigned_to', fc.constantFrom('Ana', 'Bo', 'a@x.y')),
  foldedOn('area_path', path),
  likeOn('title', pattern),
  likeOn('area_path', pathPattern),
  fc.record({
    kind: fc.constantFrom('contains' as const, 'overlaps' as const),
    column: fc.constant('tags'),
    values: fc.array(tag, { minLength: 1, maxLength: 3 }),
  }),
)
/** A condition on its columns. */
export const { predicate } = fc.letrec<{ predicate: Predicate }>((tie) => ({
  predicate: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    leaf,
    fc.record({
      kind: fc.constantFrom('and' as const, 'or' as const),
      of: fc.array(tie('predicate'), { maxLength: 3 }),
    }),
  ),
}))
