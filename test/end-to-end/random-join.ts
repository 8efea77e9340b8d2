import fc from 'fast-check'
import { randomFilter, type SampleRow } from './random-filter.js'

/** An arbitrary statement over projects, teams and work_items in which one table's rows determine another's. */
export function randomJoin(sample: readonly SampleRow[]): fc.Arbitrary<string> {
  const filter = randomFilter(sample).filter((text) => !text.includes('select'))
  const types = [...new Set(sample.map((row) => String(row['type'])))]
  const small = fc.oneof(
    fc.constantFrom(...types).map((type) => `type = '${type}' and priority = 1`),
    fc.constantFrom(
      'id < 30',
      'id between 50 and 90',
      'id in (1, 5, 9)',
      `state = 'Active' and priority = 2`,
    ),
  )
  const of = (alias: string, text: string) => `(select * from work_items where ${text}) ${alias}`
  const joined = fc.constantFrom('join', 'left join', 'right join', 'full join')
  const link = fc.constantFrom(
    'a.parent_id = b.id',
    'a.id = b.parent_id',
    'a.parent_id = b.parent_id',
    'a.assigned_to_unique_name = b.created_by_unique_name and a.priority = b.priority and a.id < 300',
    'a.id = b.id',
  )
  const project = fc.constantFrom(
    `name = 'Fabrikam Fiber'`,
    `name like 'F%'`,
    `visibility = 'private'`,
    `description is not null`,
    `lower(name) < 'g'`,
  )
  return fc.oneof(
    fc
      .tuple(joined, link, small, filter)
      .map(
        ([join, on, one, other]) =>
          `select a.id, b.id as other, a.state, b.rev from ${of('a', other)} ${join} ${of('b', one)} on ${on} order by 1, 2`,
      ),
    fc
      .tuple(fc.constantFrom('in', 'not in'), fc.constantFrom('parent_id', 'id'), small, filter)
      .map(
        ([word, column, one, other]) =>
          `select id, rev from work_items where ${other} and ${column} ${word} (select coalesce(parent_id, id) from work_items where ${one}) order by 1`,
      ),
    fc
      .tuple(fc.constantFrom('exists', 'not exists'), small, filter)
      .map(
        ([word, one, other]) =>
          `select w.id, w.state from ${of('w', one)} where ${word} (select 1 from ${of('c', other)} where c.parent_id = w.id) order by 1`,
      ),
    fc
      .tuple(fc.constantFrom('min', 'max'), small, filter)
      .map(
        ([extreme, one, other]) =>
          `select id, rev from work_items where parent_id = (select ${extreme}(parent_id) from work_items where ${one}) and (${other}) order by 1`,
      ),
    small.map(
      (one) =>
        `select w.id, (select count(*) from work_items c where c.parent_id = w.id) from ${of('w', one)} order by 1`,
    ),
    fc
      .tuple(joined, project, filter)
      .map(
        ([join, one, other]) =>
          `select p.name, w.id from (select * from projects where ${one}) p ${join} ${of('w', other)} on w.project_id = p.id order by 1, 2`,
      ),
    fc
      .tuple(project, project, filter)
      .map(
        ([one, other, items]) =>
          `select w.id from ${of('w', items)} join (select id from projects where ${one} union all select id from projects where ${other}) p on w.project_id = p.id order by 1`,
      ),
    project.map(
      (one) =>
        `select p.name, c.n from (select * from projects where ${one}) p join (select project_id, count(*) n from work_items group by 1) c on c.project_id = p.id order by 1`,
    ),
    fc
      .tuple(
        fc.constantFrom('id', 'changed_date', 'created_date', 'priority', 'closed_date', 'story_points'),
        fc.constantFrom('', ' desc', ' desc nulls last', ' nulls first'),
        fc.constantFrom('', ', id', ', id desc', ', title, id'),
        fc.integer({ min: 1, max: 12 }),
        filter,
      )
      .map(([column, direction, then, rows, text]) => {
        const order = then === '' ? `${column}${direction}, id` : `${column}${direction}${then}`
        return `select id, ${column} as value from work_items where ${text} order by ${order} limit ${rows} offset ${rows % 3}`
      }),
    fc
      .tuple(
        fc.constantFrom('min', 'max'),
        fc.constantFrom('changed_date', 'closed_date', 'id', 'priority'),
        filter,
      )
      .map(([extreme, column, text]) => `select ${extreme}(${column}) from work_items where ${text}`),
    filter.map((text) => `select exists (select 1 from work_items where ${text})`),
    filter.map((text) => `select count(*) from (select id from work_items where ${text} limit 4) x`),
  )
}
