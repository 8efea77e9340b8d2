import type { TableDefinition } from './table-definition.js'

/** A query to begin with. */
export interface ExampleQuery {
  readonly title: string
  readonly sql: string
}

/** Queries that answer what people ask of a table first; the others get general ones. */
const own: Readonly<Record<string, readonly ExampleQuery[]>> = {
  projects: [
    {
      title: 'Projects by the time of their last change',
      sql: 'select name, state, visibility, last_update_time\nfrom projects\norder by last_update_time desc',
    },
  ],
  team_members: [
    {
      title: 'Members of each team',
      sql: 'select project, team, count(*) as members\nfrom team_members\ngroup by project, team\norder by members desc',
    },
  ],
  work_items: [
    {
      title: 'Open bugs, the newest first',
      sql: "select id, title, state, assigned_to, created_date\nfrom work_items\nwhere type = 'Bug' and state <> 'Closed'\norder by created_date desc\nlimit 100",
    },
    {
      title: 'Work items by type and state',
      sql: 'select type, state, count(*) as items\nfrom work_items\ngroup by type, state\norder by type, items desc',
    },
    {
      title: 'What changed in the last seven days',
      sql: "select id, type, title, changed_by, changed_date\nfrom work_items\nwhere changed_date >= now() - interval '7 days'\norder by changed_date desc",
    },
    {
      title: 'Work items closed by week',
      sql: "select date_trunc('week', closed_date)::date as week, count(*) as closed\nfrom work_items\nwhere closed_date >= now() - interval '12 weeks'\ngroup by week\norder by week",
    },
    {
      title: 'Open work by person',
      sql: "select coalesce(assigned_to, '(nobody)') as person, count(*) as items, sum(remaining_work) as hours\nfrom work_items\nwhere state not in ('Closed', 'Done', 'Removed')\ngroup by person\norder by items desc",
    },
  ],
  pull_requests: [
    {
      title: 'Open pull requests, the oldest first',
      sql: "select project, repository, id, title, created_by, created_date\nfrom pull_requests\nwhere status = 'active'\norder by created_date",
    },
    {
      title: 'How long pull requests were open',
      sql: "select repository, count(*) as completed, avg(closed_date - created_date) as open_for\nfrom pull_requests\nwhere status = 'completed'\ngroup by repository\norder by completed desc",
    },
  ],
  commits: [
    {
      title: 'Commits of the last thirty days by author',
      sql: "select author, count(*) as commits\nfrom commits\nwhere committer_date >= now() - interval '30 days'\ngroup by author\norder by commits desc",
    },
  ],
  builds: [
    {
      title: 'The latest builds',
      sql: 'select project, definition, build_number, status, result, queue_time\nfrom builds\norder by queue_time desc\nlimit 50',
    },
    {
      title: 'How often builds succeed',
      sql: "select definition, count(*) as builds,\n  round(100.0 * count(*) filter (where result = 'succeeded') / count(*), 1) as percent_succeeded,\n  avg(finish_time - start_time) as duration\nfrom builds\nwhere status = 'completed'\ngroup by definition\norder by builds desc",
    },
  ],
  test_runs: [
    {
      title: 'Tests that passed, by run',
      sql: 'select project, name, completed_date, total_tests, passed_tests\nfrom test_runs\norder by completed_date desc nulls last\nlimit 50',
    },
  ],
}

/** Columns shown of a table that has no example of its own. */
const fewColumns = 8

/** Queries to begin with: those written for the table, then some of its rows, then one that joins what it refers to. */
export function exampleQueries(table: TableDefinition): readonly ExampleQuery[] {
  const joins = isCheapToJoin(table) ? table.references.map((each) => joinExample(table, each)) : []
  const joined = joins.find((each) => each !== undefined)
  return [...(own[table.name] ?? []), someRows(table), ...(joined === undefined ? [] : [joined])]
}

/** Rows that are asked for parent by parent, of parents without number, are no example of a first look. */
function isCheapToJoin({ parent }: TableDefinition): boolean {
  return parent?.settled === undefined
}

function someRows({ name, columns }: TableDefinition): ExampleQuery {
  const plain = Object.entries(columns).filter(([, { type }]) => type !== 'jsonb' && type !== 'uuid')
  const shown = plain.slice(0, fewColumns).map(([column]) => column)
  return { title: 'Some rows', sql: `select ${shown.join(', ')}\nfrom ${name}\nlimit 20` }
}

function joinExample(
  table: TableDefinition,
  { columns, table: other, to }: TableDefinition['references'][number],
): ExampleQuery | undefined {
  if (other === table.name) return undefined
  const on = columns.map((column, i) => `one.${column} = other.${to[i]!}`).join(' and ')
  return {
    title: `With ${other}`,
    sql: `select other.*, one.*\nfrom ${table.name} as one\njoin ${other} as other on ${on}\nlimit 20`,
  }
}
