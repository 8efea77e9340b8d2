import { WebApi, getPersonalAccessTokenHandler } from 'azure-devops-node-api'
import { BugsBehavior, TimeFrame } from 'azure-devops-node-api/interfaces/WorkInterfaces.js'
import { OperationStatus } from 'azure-devops-node-api/interfaces/common/OperationsInterfaces.js'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startSandbox, type Sandbox } from '../../whole-suite/start-sandbox.js'

let sandbox: Sandbox
let api: WebApi
beforeAll(async () => {
  sandbox = await startSandbox({ port: 0, seed: 8, projects: 4, workItems: 100 })
  const { url, organization, pat } = sandbox.info
  api = new WebApi(`${url}/${organization}`, getPersonalAccessTokenHandler(pat))
})
afterAll(() => sandbox.close())

const context = { project: 'Fabrikam Fiber', team: 'Fabrikam Fiber Team' }

/** Moves the sandbox's time so that queued work is done. */
async function wait(): Promise<void> {
  const answer = await fetch(`${sandbox.url}/_sandbox/clock`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ advanceSeconds: 5 }),
  })
  expect(answer.status).toBe(200)
}

test('the official client connects and reads who it is', async () => {
  const { authenticatedUser, instanceId } = await api.connect()
  expect(authenticatedUser?.providerDisplayName).toBe('Jamal Hartnett')
  const core = await api.getCoreApi()
  const [collection] = await core.getProjectCollections()
  expect(collection?.id).toBe(instanceId)
})

test('it reads projects, their properties and processes', async () => {
  const core = await api.getCoreApi()
  const projects = await core.getProjects()
  expect(projects.map(({ name }) => name)).toHaveLength(4)
  const project = await core.getProject('Fabrikam Fiber', true)
  expect(project.capabilities?.processTemplate?.templateName).toBe('Agile')
  expect(project.lastUpdateTime).toBeInstanceOf(Date)
  const properties = await core.getProjectProperties(project.id!, ['System.Process*'])
  expect(properties.map(({ name }) => name)).toContain('System.Process Template')
  const processes = await core.getProcesses()
  expect((await core.getProcessById(processes[1]!.id!)).name).toBe('Scrum')
})

test('it creates, renames and deletes a project', async () => {
  const core = await api.getCoreApi()
  const queued = await core.queueCreateProject({
    name: 'Consolidated Messenger',
    description: 'New.',
    visibility: 0,
    capabilities: {
      versioncontrol: { sourceControlType: 'Git' },
      processTemplate: { templateTypeId: 'b8a3a935-7e91-48b8-a94c-606d37c3e9f2' },
    },
  })
  expect(queued.status).toBe(OperationStatus.Queued)
  await wait()
  const made = await core.getProject('Consolidated Messenger')
  expect(made.defaultTeam?.name).toBe('Consolidated Messenger Team')
  await core.updateProject({ name: 'Messenger' }, made.id!)
  await wait()
  expect((await core.getProject('Messenger')).id).toBe(made.id)
  await core.queueDeleteProject(made.id!)
  await wait()
  // This client answers null where the service says 404.
  expect(await core.getProject('Messenger')).toBeNull()
})

test('it reads and writes teams', async () => {
  const core = await api.getCoreApi()
  const all = await core.getAllTeams(false, 1000)
  expect(all.length).toBeGreaterThan(115)
  const made = await core.createTeam({ name: 'Night shift' }, 'Fabrikam Fiber')
  const members = await core.getTeamMembersWithExtendedProperties('Fabrikam Fiber', made.id!)
  expect(members).toMatchObject([{ isTeamAdmin: true }])
  const renamed = await core.updateTeam({ name: 'Day shift' }, 'Fabrikam Fiber', made.id!)
  expect(renamed.name).toBe('Day shift')
  expect((await core.getTeam('Fabrikam Fiber', 'Day shift', true)).identity?.isContainer).toBe(true)
  await core.deleteTeam('Fabrikam Fiber', made.id!)
  expect(await core.getTeam('Fabrikam Fiber', 'Day shift')).toBeNull()
  await expect(core.deleteTeam('Fabrikam Fiber', 'Fabrikam Fiber Team')).rejects.toThrow(/default team/)
})

test('it reads and writes how a team plans', async () => {
  const work = await api.getWorkApi()
  const iterations = await work.getTeamIterations(context)
  expect(iterations[0]?.attributes?.startDate).toBeInstanceOf(Date)
  expect(iterations[0]?.attributes?.timeFrame).toBe(TimeFrame.Past)
  const id = iterations[0]!.id!
  expect((await work.getTeamIteration(context, id)).path).toBe('Fabrikam Fiber\\Release 1\\Sprint 1')
  const settings = await work.updateTeamSettings({ bugsBehavior: BugsBehavior.AsRequirements }, context)
  expect(settings.bugsBehavior).toBe(BugsBehavior.AsRequirements)
  expect((await work.getTeamFieldValues(context)).defaultValue).toBe('Fabrikam Fiber')
  const person = (
    await (await api.getCoreApi()).getTeamMembersWithExtendedProperties('Fabrikam Fiber', context.team)
  )[0]
  const patch = { activities: [{ name: 'Design', capacityPerDay: 3 }], daysOff: [] }
  await work.updateCapacityWithIdentityRef(patch, context, id, person!.identity!.id!)
  const capacity = await work.getCapacitiesWithIdentityRefAndTotals(context, id)
  expect(capacity.teamMembers?.some(({ teamMember }) => teamMember?.id === person?.identity?.id)).toBe(true)
  expect((await work.getIterationWorkItems(context, id)).workItemRelations).toBeDefined()
})

test('it reads boards and backlogs, and writes plans', async () => {
  const work = await api.getWorkApi()
  const boards = await work.getBoards(context)
  const board = await work.getBoard(context, boards.at(-1)!.id!)
  expect(board.columns?.map(({ name }) => name)).toEqual(['New', 'Active', 'Resolved', 'Closed'])
  expect(await work.getBoardColumns(context, 'Stories')).toHaveLength(4)
  expect((await work.getBoardRows(context, 'Stories'))[1]?.name).toBe('Expedite')
  const backlogs = await work.getBacklogs(context)
  expect(backlogs).toHaveLength(4)
  const items = await work.getBacklogLevelWorkItems(context, 'Microsoft.RequirementCategory')
  expect(items.workItems?.length).toBeGreaterThan(0)
  expect((await work.getBacklogConfigurations(context)).bugsBehavior).toBe(BugsBehavior.AsRequirements)
  expect((await work.getProcessConfiguration('Fabrikam Fiber')).taskBacklog?.name).toBe('Task Category')
  const plan = await work.createPlan({ name: 'By the client', properties: {} }, 'Fabrikam Fiber')
  expect((await work.getPlans('Fabrikam Fiber')).map(({ id }) => id)).toContain(plan.id)
  await work.deletePlan('Fabrikam Fiber', plan.id!)
})

test('it reads processes', async () => {
  const processes = await api.getWorkItemTrackingProcessApi()
  const [agile] = await processes.getListOfProcesses()
  const types = await processes.getProcessWorkItemTypes(agile!.typeId!)
  const bug = types.find(({ name }) => name === 'Bug')!.referenceName!
  expect(await processes.getStateDefinitions(agile!.typeId!, bug)).toHaveLength(4)
  expect((await processes.getAllWorkItemTypeFields(agile!.typeId!, bug)).length).toBeGreaterThan(10)
  expect((await processes.getProcessWorkItemTypeRules(agile!.typeId!, bug)).length).toBeGreaterThan(2)
  expect(await processes.getListsMetadata()).not.toHaveLength(0)
})
