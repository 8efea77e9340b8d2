import { statusOfEnvironment, type Release } from '../../data/release/release.js'
import { releaseContentOf } from '../../data/release/release-definition.js'
import { momentParameter } from '../moment.js'
import { listParameter, numbersParameter } from '../build/list-parameter.js'
import { matchesPerson } from '../build/matches-person.js'
import { notEmulated } from '../devops-error.js'
import { flag, wholeNumber } from '../query-parameters.js'
import type { EndpointCall } from '../route.js'
import { releasesOf } from './find-release.js'
import { numberPage } from './number-page.js'
import { releaseAnswer } from './release-answer.js'
import { enumParameter, flagsParameter } from '../enum-value.js'

const expands = {
  none: 0,
  environments: 2,
  artifacts: 4,
  approvals: 8,
  manualInterventions: 16,
  variables: 32,
  tags: 64,
  lastDeploy: 128,
}
const statuses = { undefined: 0, draft: 1, active: 2, abandoned: 4 }

/** The bits of environmentStatusFilter. */
const environmentBits: Record<string, number> = {
  notStarted: 1,
  inProgress: 2,
  succeeded: 4,
  canceled: 8,
  rejected: 16,
  queued: 32,
  partiallySucceeded: 128,
}

/** `GET release/releases`. */
export function listReleases(call: EndpointCall) {
  if (call.query('propertyFilters')) throw notEmulated('properties of releases')
  const fits = filterOf(call)
  const expand = flagsParameter(call, '$expand', expands)
  const parts = {
    environments: (['environments', 'approvals', 'lastDeploy', 'manualInterventions'] as const).some((one) =>
      expand?.has(one),
    ),
    artifacts: expand?.has('artifacts') ?? false,
  }
  return numberPage(call, releasesOf(call).releases.filter(fits), (release) =>
    releaseAnswer(call, release, parts),
  )
}

function filterOf(call: EndpointCall): (release: Release) => boolean {
  const definition = wholeNumber(call, 'definitionId', 0) || undefined
  const environment = wholeNumber(call, 'definitionEnvironmentId', 0) || undefined
  const bits = wholeNumber(call, 'environmentStatusFilter', 0) || undefined
  const search = call.query('searchText')?.toLowerCase()
  const createdBy = call.query('createdBy')
  const status = enumParameter(call, 'statusFilter', statuses, 'undefined')
  const from = momentParameter(call, 'minCreatedTime') ?? -Infinity
  const to = momentParameter(call, 'maxCreatedTime') ?? Infinity
  const type = call.query('artifactTypeId')?.toLowerCase()
  const source = call.query('sourceId')?.toLowerCase()
  const version = call.query('artifactVersionId')
  const branch = call.query('sourceBranchFilter')
  const deleted = flag(call, 'isDeleted')
  const tags = listParameter(call, 'tagFilter')
  const ids = numbersParameter(call, 'releaseIdFilter')
  const path = call.query('path')?.toLowerCase()
  return (release) =>
    release.isDeleted === deleted &&
    (definition === undefined || release.definition.id === definition) &&
    (!ids || ids.has(release.id)) &&
    release.createdAt >= from &&
    release.createdAt <= to &&
    (!search || release.name.toLowerCase().includes(search)) &&
    (!createdBy || matchesPerson(release.createdBy, createdBy)) &&
    (status === 'undefined' || release.status === status) &&
    (!tags || tags.every((tag) => release.tags.includes(tag))) &&
    (!path || releaseContentOf(release.definition).path.toLowerCase() === path) &&
    release.environments.some(
      (one) =>
        (environment === undefined || one.definition.id === environment) &&
        (bits === undefined || ((environmentBits[statusOfEnvironment(one, call.now)] ?? 0) & bits) !== 0),
    ) &&
    ((!type && !source && !version && !branch) ||
      release.artifacts.some(
        ({ build }) =>
          (!type || type === 'build') &&
          (!source || `${build.project.id}:${build.definition.id}` === source) &&
          (!version || String(build.id) === version) &&
          (!branch || build.sourceBranch === branch),
      ))
}
