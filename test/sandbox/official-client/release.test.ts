import { getPersonalAccessTokenHandler, WebApi } from 'azure-devops-node-api'
import type { IReleaseApi } from 'azure-devops-node-api/ReleaseApi.js'
import {
  ApprovalStatus,
  DeploymentStatus,
  EnvironmentStatus,
  ReleaseDefinitionExpands,
  ReleaseStatus,
} from 'azure-devops-node-api/interfaces/ReleaseInterfaces.js'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startSandbox, type Sandbox } from '../../whole-suite/start-sandbox.js'

const project = 'Fabrikam Fiber'
let sandbox: Sandbox
let releases: IReleaseApi

beforeAll(async () => {
  sandbox = await startSandbox({ port: 0, seed: 3, projects: 2, workItems: 100 })
  const { url, organization, pat } = sandbox.info
  releases = await new WebApi(`${url}/${organization}`, getPersonalAccessTokenHandler(pat)).getReleaseApi()
})

afterAll(() => sandbox.close())

test('reads releases, definitions, deployments and approvals', async () => {
  const all = await releases.getReleases(project)
  expect(all.length).toBe(50)
  const release = await releases.getRelease(project, all[0]!.id!)
  expect(release.createdOn).toBeInstanceOf(Date)
  expect(release.environments!.length).toBeGreaterThan(0)
  const definitions = await releases.getReleaseDefinitions(
    project,
    undefined,
    ReleaseDefinitionExpands.Environments,
  )
  expect(definitions.every(({ environments }) => environments!.length > 0)).toBe(true)
  expect((await releases.getReleaseDefinition(project, definitions[0]!.id!)).name).toBe(definitions[0]!.name)
  expect((await releases.getReleaseDefinitionHistory(project, definitions[0]!.id!)).length).toBeGreaterThan(0)
  const failed = await releases.getDeployments(
    project,
    undefined,
    undefined,
    undefined,
    undefined,
    undefined,
    DeploymentStatus.Failed,
  )
  expect(failed.length).toBeGreaterThan(0)
  expect(failed.every(({ deploymentStatus }) => deploymentStatus === DeploymentStatus.Failed)).toBe(true)
  const approvals = await releases.getApprovals(project)
  expect(approvals.every(({ status }) => status === ApprovalStatus.Pending)).toBe(true)
  expect(await releases.getRelease(project, 999_999)).toBeNull()
})

test('creates a release, deploys it, and abandons it', async () => {
  const [definition] = await releases.getReleaseDefinitions(project)
  const full = await releases.getReleaseDefinition(project, definition!.id!)
  const names = full.environments!.map(({ name }) => name!)
  const release = await releases.createRelease(
    { definitionId: definition!.id!, description: 'größe', manualEnvironments: names },
    project,
  )
  expect(release.status).toBe(ReleaseStatus.Active)
  const [environment] = release.environments!
  expect(environment!.status).toBe(EnvironmentStatus.NotStarted)
  const deploying = await releases.updateReleaseEnvironment(
    { status: EnvironmentStatus.InProgress },
    project,
    release.id!,
    environment!.id!,
  )
  expect(deploying.status).toBe(EnvironmentStatus.Queued)
  const canceled = await releases.updateReleaseEnvironment(
    { status: EnvironmentStatus.Canceled },
    project,
    release.id!,
    environment!.id!,
  )
  expect(canceled.status).toBe(EnvironmentStatus.Canceled)
  const abandoned = await releases.updateReleaseResource(
    { status: ReleaseStatus.Abandoned },
    project,
    release.id!,
  )
  expect(abandoned.status).toBe(ReleaseStatus.Abandoned)
})

test('approves', async () => {
  const [pending] = await releases.getApprovals(project)
  const decided = await releases.updateReleaseApproval(
    { status: ApprovalStatus.Approved, comments: 'größe' },
    project,
    pending!.id!,
  )
  expect([decided.status, decided.comments]).toEqual([ApprovalStatus.Approved, 'größe'])
  const [next] = await releases.getApprovals(project)
  expect(next?.id).not.toBe(pending!.id)
})
