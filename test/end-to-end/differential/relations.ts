import type { TableDefinition } from '../../../src/tables/table-definition.js'
import { tableSource, type ScopeColumn, type Source, type Writing } from './query-scope.js'

/** Two tables and the columns by which rows of one belong to rows of the other, with their alias. */
export interface Joined {
  readonly left: Source
  readonly right: Source
  readonly pairs: readonly (readonly [ScopeColumn, ScopeColumn])[]
}

type Link = readonly [from: string, columns: readonly string[], to: string, toColumns: readonly string[]]

/** Links that no definition tells. */
const furtherLinks: readonly Link[] = [
  ['work_items', ['parent_id'], 'work_items', ['id']],
  ['work_items', ['assigned_to_unique_name'], 'users', ['principal_name']],
  ['work_items', ['assigned_to_id'], 'team_members', ['id']],
  ['work_items', ['project', 'area_path'], 'areas', ['project', 'path']],
  ['work_items', ['iteration_path'], 'iterations', ['path']],
  ['work_items', ['project', 'type'], 'work_item_types', ['project', 'name']],
  ['work_item_revisions', ['work_item_id'], 'work_items', ['id']],
  ['work_item_revisions', ['work_item_id', 'rev'], 'work_items', ['id', 'rev']],
  ['pull_requests', ['created_by_id'], 'work_items', ['created_by_id']],
  ['pull_requests', ['repository_id', 'source_branch'], 'branches', ['repository_id', 'ref']],
  ['commits', ['commit_id'], 'branches', ['commit_id']],
  ['builds', ['source_version'], 'commits', ['commit_id']],
  ['test_runs', ['build_id'], 'builds', ['id']],
  ['group_memberships', ['member_descriptor'], 'users', ['descriptor']],
  ['team_members', ['unique_name'], 'users', ['principal_name']],
]

function linksOf(tables: readonly TableDefinition[]): readonly Link[] {
  const told = tables.flatMap((table): Link[] => [
    ...table.references.map((reference): Link => [
      table.name,
      reference.columns,
      reference.table,
      reference.to,
    ]),
    ...(table.parent
      ? [
          [
            table.name,
            Object.keys(table.parent.bind),
            table.parent.table,
            Object.values(table.parent.bind),
          ] as Link,
        ]
      : []),
    ...(table.projectColumn ? [[table.name, [table.projectColumn], 'projects', ['name']] as Link] : []),
  ])
  return [...told, ...furtherLinks]
}

/** A pair of tables that belong together, with the columns that say how; now and then two that do not. */
export function randomPair(writing: Writing): Joined {
  const { random, truth } = writing
  const found = linksOf(truth.tables)
  const weight = ([from, , to]: Link) =>
    (/^(work_items|projects)$/.test(from) ? 3 : 1) *
    (from === 'build_timeline_records' ? 0.1 : to === 'work_items' ? 2 : 1)
  const [from, columns, to, toColumns] = random.weighted(found.map((link) => [weight(link), link] as const))
  const source = (name: string) =>
    tableSource(
      writing,
      truth.tables.find((table) => table.name === name)!,
    )
  const [one, other] = [source(from), source(to)]
  const named = ({ columns: all }: Source, name: string) => all.find((column) => column.name === name)!
  const pairs = columns.map((column, i) => [named(one, column), named(other, toColumns[i]!)] as const)
  return random.chance(2)
    ? { left: one, right: other, pairs }
    : { left: other, right: one, pairs: pairs.map(([a, b]) => [b, a] as const) }
}

/** The equalities that join the two. */
export function onPairs({ random }: Writing, { pairs }: Joined): string {
  return pairs
    .map(([a, b]) => (random.chance(2) ? `${a.sql} = ${b.sql}` : `${b.sql} = ${a.sql}`))
    .join(' and ')
}
