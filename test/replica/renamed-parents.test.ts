import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { everything } from '../../src/tables/predicate.js'
import { defineTable, type TableDefinition } from '../../src/tables/table-definition.js'
import { openTestReplica, type TestReplica } from './open-test-replica.js'
import { projects, rowOf, teamMembers, teams, uuid } from './sample-tables.js'

const ofProjects = defineTable({
  ...teams,
  parent: { table: 'projects', bind: { project_id: 'id', project: 'name' }, match: 'project_id' },
})
const ofTeams = defineTable({
  ...teamMembers,
  parent: { table: 'teams', bind: { team_id: 'id', project_id: 'project_id' }, match: 'team_id' },
})

let opened: TestReplica

beforeAll(async () => {
  opened = await openTestReplica()
})
afterAll(() => opened.close())
beforeEach(async () => {
  await opened.replica.dropConnection('main')
  await opened.replica.defineConnection('main', [projects, ofProjects, ofTeams])
  await readProject('Fabrikam')
})

const note = { predicate: everything, replaced: [] }
const begin = (table: TableDefinition) => opened.replica.reconcile('main', table)
const covered = async (table: TableDefinition): Promise<boolean> =>
  (await opened.replica.coverages('main', table)).length > 0

/** Reads the one project there is, or another one beside it. */
async function readProject(name: string, number = 1): Promise<void> {
  const reading = await begin(projects)
  await reading.write([rowOf(projects, { id: uuid(number), name })])
  await reading.commit(undefined, note)
}

async function readWhole(table: TableDefinition): Promise<void> {
  const reading = await begin(table)
  await reading.commit(everything, note)
}

describe('a parent that is read under another name', () => {
  it('ends what is covered of the tables that take it over, by however many steps', async () => {
    await readWhole(ofProjects)
    await readWhole(ofTeams)
    await readProject('Fabrikam')
    await readProject('Contoso', 2)
    expect([await covered(ofProjects), await covered(ofTeams)]).toEqual([true, true])
    await readProject('Renamed')
    expect([await covered(ofProjects), await covered(ofTeams)]).toEqual([false, false])
    expect(await covered(projects)).toBe(true)
    await readWhole(ofProjects)
    expect([await covered(ofProjects), await covered(ofTeams)]).toEqual([true, false])
  })

  it('keeps reads in flight from covering anything, though they write their rows', async () => {
    const before = await begin(ofProjects)
    await before.write([rowOf(ofProjects, { id: uuid(7), project_id: uuid(1), project: 'Fabrikam' })])
    await readProject('Renamed')
    await before.commit(everything, note)
    expect(await covered(ofProjects)).toBe(false)
    expect(await opened.replica.count('main', ofProjects, everything)).toBe(1)
    await readWhole(ofProjects)
    expect(await covered(ofProjects)).toBe(true)
    expect(await opened.replica.count('main', ofProjects, everything)).toBe(0)
  })

  it('ends nothing that hangs on what is no name', async () => {
    await readWhole(ofTeams)
    for (const name of ['One', 'Other']) {
      const reading = await begin(ofProjects)
      await reading.write([rowOf(ofProjects, { id: uuid(7), name, project_id: uuid(1), project: name })])
      await reading.commit(undefined)
    }
    expect(await covered(ofTeams)).toBe(true)
  })
})
