import { readStatements } from '../src/answer/statements.js'
import { expressionSql } from '../src/planner/operand.js'
import { planFetch } from '../src/planner/plan-fetch.js'
import { readScans } from '../src/planner/read-scans.js'
import { loadParser } from '../src/planner/syntax.js'
import type { BenchSystem } from './bench-system.js'
import { compare, type Finding } from './measure.js'

const statements = {
  'one item': 'select * from box.work_items where id = 5',
  'four filters, one of them relative to now':
    "select id, title from box.work_items where state = 'Active' and type in ('Bug', 'Task') and priority <= 2 and changed_date > now() - interval '30 days'",
  'a join with a group':
    "select p.name, count(*) from box.work_items w join box.projects p on p.id = w.project_id where p.state = 'wellFormed' group by 1",
}

/** What it costs to find out what a statement needs, against running it where everything is held. */
export async function benchPlanning({ replica, tables, direct }: BenchSystem): Promise<Finding[]> {
  await loadParser()
  const shadow = await replica.openShadow()
  const catalog = {
    find(schema: string, relation: string) {
      const table = tables.find(({ name }) => name === relation)
      return schema === 'box' && table ? { connection: schema, table } : undefined
    },
    table: (_: string, wanted: string) => tables.find(({ name }) => name === wanted)!,
  }
  const plan = async (sql: string): Promise<void> => {
    const need = readStatements(sql, () => undefined)?.list[0]?.need
    if (need?.kind !== 'plan') throw new Error(`no plan is wanted for ${sql}`)
    const reading = readScans(await shadow.explain(need.sql), catalog, { sql: need.sql })
    const values = await shadow.evaluate(
      reading.expressions.map((expression) => expressionSql(expression, 0)),
    )
    const { scans } = planFetch(reading, values, { defaultProject: () => undefined }, catalog).plan
    if (scans.length === 0) throw new Error(`nothing is fetched for ${sql}`)
  }
  try {
    const findings: Finding[] = []
    for (const [name, sql] of Object.entries(statements)) {
      findings.push(
        await compare({
          what: `planning ${name}`,
          against: 'running it directly',
          runs: 5,
          repeats: 30,
          ours: () => plan(sql),
          baseline: () => direct.query(sql),
        }),
      )
    }
    return findings
  } finally {
    await shadow.close()
  }
}
