import { getPersonalAccessTokenHandler, WebApi } from 'azure-devops-node-api'
import type { IBuildApi } from 'azure-devops-node-api/BuildApi.js'
import {
  BuildQueryOrder,
  BuildReason,
  BuildResult,
  BuildStatus,
  DefinitionQueueStatus,
  TaskResult,
} from 'azure-devops-node-api/interfaces/BuildInterfaces.js'
import type { YamlProcess } from 'azure-devops-node-api/interfaces/BuildInterfaces.js'
import {
  ConfigurationType,
  RunResult,
  RunState,
} from 'azure-devops-node-api/interfaces/PipelinesInterfaces.js'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startSandbox, type Sandbox } from '../../whole-suite/start-sandbox.js'

const project = 'Fabrikam Fiber'
let sandbox: Sandbox
let api: WebApi
let builds: IBuildApi

beforeAll(async () => {
  sandbox = await startSandbox({ port: 0, seed: 3, projects: 2, workItems: 100 })
  const { url, organization, pat } = sandbox.info
  api = new WebApi(`${url}/${organization}`, getPersonalAccessTokenHandler(pat))
  builds = await api.getBuildApi()
})

afterAll(() => sandbox.close())

async function text(stream: NodeJS.ReadableStream): Promise<string> {
  let all = ''
  for await (const part of stream) all += String(part)
  return all
}

/** Moves the sandbox's clock. */
async function pass(seconds: number): Promise<void> {
  const answer = await fetch(`${sandbox.info.url}/_sandbox/clock`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ advanceSeconds: seconds }),
  })
  expect(answer.status).toBe(200)
}

test('reads builds with their timeline, logs, changes, artifacts, work items and tags', async () => {
  const [failed] = await builds.getBuilds(
    project,
    [1],
    undefined,
    undefined,
    undefined,
    undefined,
    undefined,
    undefined,
    BuildStatus.Completed,
    BuildResult.Failed,
    undefined,
    undefined,
    1,
    undefined,
    undefined,
    undefined,
    BuildQueryOrder.FinishTimeDescending,
  )
  expect(failed).toMatchObject({ result: BuildResult.Failed, status: BuildStatus.Completed })
  expect(failed!.finishTime).toBeInstanceOf(Date)
  const id = failed!.id!
  expect((await builds.getBuild(project, id)).buildNumber).toBe(failed!.buildNumber)
  const timeline = await builds.getBuildTimeline(project, id)
  expect(timeline.records!.some(({ result }) => result === TaskResult.Failed)).toBe(true)
  const [log] = await builds.getBuildLogs(project, id)
  const lines = await builds.getBuildLogLines(project, id, log!.id!)
  expect(lines.length).toBe(log!.lineCount)
  const whole = await text(await builds.getBuildLog(project, id, log!.id!))
  expect(whole.split('\r\n').slice(0, -1)).toEqual(lines)
  expect(
    (await builds.getBuildChanges(project, id)).every((change) => change.timestamp instanceof Date),
  ).toBe(true)
  expect(Array.isArray(await builds.getArtifacts(project, id))).toBe(true)
  expect(Array.isArray(await builds.getBuildWorkItemsRefs(project, id))).toBe(true)
  expect(await builds.addBuildTag(project, id, 'größe')).toContain('größe')
  expect(await builds.getBuildTags(project, id)).toContain('größe')
  expect(await builds.getTags(project)).toContain('größe')
})

test('queues a build, watches it run, and cancels another', async () => {
  const queued = await builds.queueBuild({ definition: { id: 1 }, reason: BuildReason.Manual }, project)
  expect(queued.status).toBe(BuildStatus.NotStarted)
  const second = await builds.queueBuild({ definition: { id: 1 } }, project)
  await pass(20)
  expect((await builds.getBuild(project, queued.id!)).status).toBe(BuildStatus.InProgress)
  const canceling = await builds.updateBuild({ status: BuildStatus.Cancelling }, project, second.id!)
  expect(canceling.status).toBe(BuildStatus.Cancelling)
  await pass(60)
  const done = await builds.getBuild(project, queued.id!)
  expect([done.status, done.result]).toEqual([BuildStatus.Completed, BuildResult.Succeeded])
  expect((await builds.getBuild(project, second.id!)).result).toBe(BuildResult.Canceled)
  await builds.deleteBuild(project, second.id!)
  expect((await builds.getBuild(project, second.id!)).deleted).toBe(true)
})

test('reads, creates, changes and deletes definitions and folders', async () => {
  const all = await builds.getDefinitions(project)
  expect(all.length).toBeGreaterThan(40)
  const definition = await builds.getDefinition(project, 1)
  expect((definition.process as YamlProcess).yamlFilename).toBe('azure-pipelines.yml')
  const made = await builds.createDefinition(
    {
      name: 'made by the client',
      repository: definition.repository!,
      process: { type: 2, yamlFilename: 'x.yml' } as YamlProcess,
    },
    project,
  )
  const changed = await builds.updateDefinition(
    { ...made, queueStatus: DefinitionQueueStatus.Paused },
    project,
    made.id!,
  )
  expect([changed.revision, changed.queueStatus]).toEqual([2, DefinitionQueueStatus.Paused])
  expect((await builds.getDefinitionRevisions(project, made.id!)).length).toBe(2)
  await builds.deleteDefinition(project, made.id!)
  expect(await builds.getDefinition(project, made.id!)).toBeNull()
  const folder = await builds.createFolder({ description: 'größe' }, project, '\\new')
  expect(folder.path).toBe('\\new')
  expect((await builds.getFolders(project)).map(({ path }) => path)).toContain('\\new')
  expect((await builds.getLatestBuild(project, '1')).definition!.id).toBe(1)
})

test('keeps a build by a lease', async () => {
  const [build] = await builds.getBuilds(project, [1])
  const wanted = {
    daysValid: 3,
    definitionId: 1,
    ownerId: 'Client',
    runId: build!.id!,
    protectPipeline: false,
  }
  const [lease] = await builds.addRetentionLeases([wanted], project)
  expect(
    (await builds.getRetentionLeasesForBuild(project, build!.id!)).map(({ leaseId }) => leaseId),
  ).toContain(lease!.leaseId)
  await builds.deleteRetentionLeasesById(project, [lease!.leaseId!])
  expect(await builds.getRetentionLeasesByOwnerId(project, 'Client')).toEqual([])
})

test('reads and runs pipelines', async () => {
  const pipelines = await api.getPipelinesApi()
  expect((await pipelines.listPipelines(project)).length).toBeGreaterThan(40)
  expect((await pipelines.getPipeline(project, 1)).configuration!.type).toBe(ConfigurationType.Yaml)
  const run = await pipelines.runPipeline({ variables: { a: { value: 'größe' } } }, project, 1)
  expect(run.state).toBe(RunState.InProgress)
  await pass(70)
  const done = await pipelines.getRun(project, 1, run.id!)
  expect([done.state, done.result]).toEqual([RunState.Completed, RunResult.Succeeded])
  expect((await pipelines.listRuns(project, 1))[0]!.id).toBe(run.id)
  expect((await pipelines.listLogs(project, 1, run.id!)).logs!.length).toBeGreaterThan(3)
  expect((await pipelines.getArtifact(project, 1, run.id!, 'drop')).name).toBe('drop')
})

test('reads and writes what pipelines run on', async () => {
  const tasks = await api.getTaskAgentApi()
  const pools = await tasks.getAgentPools()
  expect(pools.length).toBeGreaterThan(3)
  expect((await tasks.getAgents(pools[0]!.id!, undefined, true))[0]!.systemCapabilities).toBeDefined()
  expect((await tasks.getAgentQueues(project)).length).toBeGreaterThan(2)
  const [first] = await tasks.getVariableGroups(project)
  expect((await tasks.getVariableGroup(project, first!.id!)).name).toBe(first!.name)
  const group = await tasks.addVariableGroup({
    name: 'made by the client',
    variables: { a: { value: 'größe' }, b: { value: 'x', isSecret: true } },
    variableGroupProjectReferences: [
      {
        name: 'made by the client',
        projectReference: first!.variableGroupProjectReferences![0]!.projectReference!,
      },
    ],
  })
  expect(group.variables!.b!.value).toBeNull()
  await tasks.deleteVariableGroup(group.id!, [
    first!.variableGroupProjectReferences![0]!.projectReference!.id!,
  ])
  expect(await tasks.getVariableGroup(project, group.id!)).toBeNull()
  expect((await tasks.getTaskGroups(project)).length).toBeGreaterThan(10)
  const environment = await tasks.addEnvironment({ name: 'made by the client' }, project)
  expect((await tasks.getEnvironmentById(project, environment.id!)).name).toBe('made by the client')
  const [group0] = await tasks.getDeploymentGroups(project)
  expect((await tasks.getDeploymentTargets(project, group0!.id!)).length).toBeGreaterThanOrEqual(0)
  expect((await tasks.getSecureFiles(project)).length).toBeGreaterThan(0)
  expect((await tasks.getTaskDefinitions()).length).toBeGreaterThan(3)
  const endpoints = await api.getServiceEndpointApi()
  const [endpoint] = await endpoints.getServiceEndpoints(project)
  expect((await endpoints.getServiceEndpointDetails(project, endpoint!.id!)).name).toBe(endpoint!.name)
})
