import { everything } from '../src/tables/predicate.js'
import { readRow, type ParentRow } from '../src/tables/read-row.js'
import type { Row } from '../src/tables/table-definition.js'
import type { BenchSystem, ConnectionName } from './bench-system.js'
import { compare, type Finding } from './measure.js'

const rowsPerWrite = 200

/** What a live read costs beside the requests it makes, and where. */
export async function benchReads(system: BenchSystem): Promise<Finding[]> {
  const { gateway, owner, services } = system
  const read = (name: ConnectionName) => () => gateway.query(`select * from ${name}.work_items`)
  const empty = (name: ConnectionName) => () => owner.query(`truncate ${name}.work_items`)
  return [
    await compare({
      what: '2,000 work items, none held',
      against: 'bare HTTP loop',
      runs: 5,
      prepare: empty('box'),
      ours: read('box'),
      baseline: () => services.box.readAll(),
    }),
    await compare({
      what: '2,000 work items, unchanged',
      against: 'bare HTTP loop',
      runs: 5,
      ours: read('box'),
      baseline: () => services.box.readAll(),
    }),
    await compare({
      what: '2,000 work items, unchanged, answers held back 50 ms',
      against: 'bare HTTP loop',
      runs: 3,
      ours: read('distant'),
      baseline: () => services.distant.readAll(),
    }),
    ...(await benchStages(system)),
  ]
}

async function benchStages({ services, replica, tables, owner }: BenchSystem): Promise<Finding[]> {
  const table = tables.find(({ name }) => name === 'work_items')!
  const items = await services.box.readAll()
  const projects = (await owner.query<ParentRow>('select id::text, name from box.projects')).rows
  const parents = new Map(projects.map((project) => [project['name'], project]))
  const readRows = (): Row[] =>
    items.map((item) => readRow(table, item, parents.get(item.fields['System.TeamProject'] as string)))
  const rows = readRows()
  const reconcile = async (): Promise<void> => {
    const reconciliation = await replica.reconcile('box', table)
    for (let i = 0; i < rows.length; i += rowsPerWrite)
      await reconciliation.write(rows.slice(i, i + rowsPerWrite))
    await reconciliation.commit(everything)
  }
  const baseline = () => services.box.readAll()
  return [
    await compare({
      what: '- of it: payloads into rows',
      against: 'bare HTTP loop',
      runs: 5,
      ours: () => Promise.resolve(readRows()),
      baseline,
    }),
    await compare({
      what: '- of it: rows into the replica, none held',
      against: 'bare HTTP loop',
      runs: 5,
      prepare: () => owner.query('truncate box.work_items'),
      ours: reconcile,
      baseline,
    }),
    await compare({
      what: '- of it: rows into the replica, unchanged',
      against: 'bare HTTP loop',
      runs: 5,
      ours: reconcile,
      baseline,
    }),
  ]
}
