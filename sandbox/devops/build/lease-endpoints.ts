import type { RetentionLease } from 'azure-devops-node-api/interfaces/BuildInterfaces.js'
import { createBuilds } from '../../data/build/build-data.js'
import type { Build, RetentionLease as LeaseModel } from '../../data/build/build.js'
import { badArgument } from '../devops-error.js'
import { jsonBody, jsonList } from '../json-body.js'
import { wholeNumber } from '../query-parameters.js'
import { list, released, type EndpointCall, type Route } from '../route.js'
import { serviceDate } from '../service-date.js'
import { buildError, findBuild, findDefinition, pathNumber, projectOf } from './find-build.js'
import { numbersParameter } from './list-parameter.js'
import { buildLocations } from './locations.js'
import type { Wire } from '../wire.js'

const day = 86_400_000
const scope = ['project'] as const
const leases = { scope, versions: released(2), location: buildLocations.leases }

/** Retention leases: of one build, and of the project. */
export const leaseRoutes: readonly Route[] = [
  {
    method: 'GET',
    pattern: 'build/builds/{buildId}/leases',
    scope,
    versions: released(1),
    location: buildLocations.buildLeases,
    answer(call) {
      const build = findBuild(call)
      return list(build.leases.map((lease) => leaseAnswer(build, lease)))
    },
  },
  { ...leases, method: 'GET', pattern: 'build/retention/leases', answer: listLeases },
  {
    ...leases,
    method: 'POST',
    pattern: 'build/retention/leases',
    body: 'application/json',
    answer: addLeases,
  },
  {
    ...leases,
    method: 'DELETE',
    pattern: 'build/retention/leases',
    answer(call) {
      const ids = numbersParameter(call, 'ids')
      if (!ids) throw badArgument('The query parameter ids is missing.')
      const found = [...ids].map((id) => findLease(call, id))
      for (const { build, lease } of found) build.leases = build.leases.filter((own) => own !== lease)
      return { status: 204 }
    },
  },
  {
    ...leases,
    method: 'GET',
    pattern: 'build/retention/leases/{leaseId}',
    answer(call) {
      const { build, lease } = findLease(call, pathNumber(call, 'leaseId'))
      return { status: 200, body: leaseAnswer(build, lease) }
    },
  },
  {
    ...leases,
    method: 'PATCH',
    pattern: 'build/retention/leases/{leaseId}',
    body: 'application/json',
    answer(call) {
      const { build, lease } = findLease(call, pathNumber(call, 'leaseId'))
      const { daysValid, protectPipeline } = jsonBody(call.request)
      if (daysValid !== undefined && daysValid !== null) lease.validUntil = call.now + days(daysValid) * day
      if (typeof protectPipeline === 'boolean') lease.protectPipeline = protectPipeline
      return { status: 200, body: leaseAnswer(build, lease) }
    },
  },
]

function allLeases(call: EndpointCall): { build: Build; lease: LeaseModel }[] {
  const { builds } = call.organization.part(createBuilds).of(projectOf(call))
  return builds.flatMap((build) => build.leases.map((lease) => ({ build, lease })))
}

function findLease(call: EndpointCall, id: number): { build: Build; lease: LeaseModel } {
  const found = allLeases(call).find(({ lease }) => lease.id === id)
  if (!found)
    throw buildError(404, 'RetentionLeaseNotFoundException', `The retention lease ${id} does not exist.`)
  return found
}

/** By owner (with or without definition and run), by the user who took it, or by `leasesToFetch`: `owner|definition|run,…`. */
function listLeases(call: EndpointCall) {
  const owner = call.query('ownerId')
  const user = call.query('userOwnerId')
  const definition = wholeNumber(call, 'definitionId', 1)
  const run = wholeNumber(call, 'runId', 1)
  const wanted = (call.query('leasesToFetch') ?? '').split(',').filter(Boolean)
  if (
    owner === undefined &&
    user === undefined &&
    definition === undefined &&
    run === undefined &&
    wanted.length === 0
  )
    throw badArgument('Leases are listed by ownerId, userOwnerId, definitionId, runId or leasesToFetch.')
  const found = allLeases(call).filter(({ build, lease }) => {
    if (wanted.length > 0)
      return wanted.some((one) => one === `${lease.ownerId}|${build.definition.id}|${build.id}`)
    return (
      (owner === undefined || lease.ownerId === owner) &&
      (user === undefined || lease.ownerId === `User:${user.toLowerCase()}`) &&
      (definition === undefined || build.definition.id === definition) &&
      (run === undefined || build.id === run)
    )
  })
  return list(found.map(({ build, lease }) => leaseAnswer(build, lease)))
}

function addLeases(call: EndpointCall) {
  const wanted = jsonList(call.request).map((entry) => {
    const { daysValid, definitionId, ownerId, protectPipeline, runId } = (entry ?? {}) as Record<
      string,
      unknown
    >
    if (typeof ownerId !== 'string' || ownerId === '') throw badArgument('The lease has no ownerId.')
    if (typeof runId !== 'number' || typeof definitionId !== 'number')
      throw badArgument('The lease has no runId or no definitionId.')
    findDefinition(call, definitionId)
    const build = findBuild(call, runId)
    if (build.definition.id !== definitionId)
      throw badArgument(`Build ${runId} is not of definition ${definitionId}.`)
    return { build, ownerId, length: days(daysValid) * day, protectPipeline: protectPipeline === true }
  })
  const added = wanted.map(({ build, ownerId, length, protectPipeline }) => {
    const lease = { ownerId, createdAt: call.now, validUntil: call.now + length, protectPipeline }
    return leaseAnswer(build, call.organization.part(createBuilds).addLease(build, lease))
  })
  return list(added)
}

function days(value: unknown): number {
  if (typeof value !== 'number' || !Number.isInteger(value) || value < 1 || value > 36_500)
    throw badArgument(`A lease cannot be valid for ${String(value)} days.`)
  return value
}

function leaseAnswer(build: Build, lease: LeaseModel): Wire<RetentionLease> {
  return {
    leaseId: lease.id,
    ownerId: lease.ownerId,
    runId: build.id,
    definitionId: build.definition.id,
    createdOn: serviceDate(lease.createdAt),
    validUntil: serviceDate(lease.validUntil),
    protectPipeline: lease.protectPipeline,
  }
}
