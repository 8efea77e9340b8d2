import { createBuilds } from '../../data/build/build-data.js'
import { stateOf, type Build } from '../../data/build/build.js'
import { badArgument, notEmulated } from '../devops-error.js'
import { flag } from '../query-parameters.js'
import type { EndpointCall } from '../route.js'
import { buildError } from './find-build.js'
import { enumValue } from '../enum-value.js'

const manyYears = 36_500 * 86_400_000

/** Applies what a PATCH says: cancel, retain, another number; with `retry=true` runs a failed build again. */
export function updateBuild(call: EndpointCall, build: Build, body: Record<string, unknown>): void {
  if (flag(call, 'retry')) retry(call, build)
  const { status, keepForever, buildNumber, retainedByRelease, quality } = body
  if (quality !== undefined && quality !== null) throw notEmulated('the quality of builds')
  if (status !== undefined && status !== null) cancel(call, build, status)
  if (keepForever === true || keepForever === false) retain(call, build, keepForever)
  if (typeof retainedByRelease === 'boolean') build.retainedByRelease = retainedByRelease
  if (buildNumber !== undefined && buildNumber !== null) {
    if (
      typeof buildNumber !== 'string' ||
      buildNumber === '' ||
      buildNumber.length > 255 ||
      /["/:<>\\|?@*]|\.$/.test(buildNumber)
    )
      throw buildError(
        400,
        'BuildNumberFormatException',
        `The build number "${String(buildNumber)}" is not valid.`,
      )
    build.number = buildNumber
  }
  touch(call, build)
}

/** Notes who changed the build last. */
export function touch(call: EndpointCall, build: Build): void {
  build.touchedAt = call.now
  build.lastChangedBy = call.caller
}

const statuses = { none: 0, inProgress: 1, completed: 2, cancelling: 4, postponed: 8, notStarted: 32 }

function cancel(call: EndpointCall, build: Build, status: unknown): void {
  if (enumValue(status, statuses, 'status') !== 'cancelling')
    throw notEmulated(`setting the status of builds to ${String(status)}`)
  const state = stateOf(build, call.now)
  if (state.status === 'completed')
    throw buildError(400, 'InvalidBuildStatusException', `Build ${build.id} is already completed.`)
  build.canceled ??= { by: call.caller, at: call.now }
}

function retain(call: EndpointCall, build: Build, keep: boolean): void {
  const ownerId = `User:${call.caller.id}`
  if (!keep) build.leases = build.leases.filter((lease) => !lease.ownerId.startsWith('User:'))
  else if (!build.leases.some((lease) => lease.ownerId === ownerId))
    call.organization.part(createBuilds).addLease(build, {
      ownerId,
      createdAt: call.now,
      validUntil: call.now + manyYears,
      protectPipeline: false,
    })
}

/** The build starts again at once and will succeed. */
function retry(call: EndpointCall, build: Build): void {
  const { status, result } = stateOf(build, call.now)
  if (status !== 'completed' || result === 'succeeded')
    throw buildError(400, 'BuildNotRetryableException', `Build ${build.id} cannot be retried.`)
  build.attempt++
  const length = Math.min(build.finishAt - build.startAt, 60_000)
  build.startAt = call.now
  build.finishAt = call.now + length
  build.result = 'succeeded'
  build.live = true
  delete build.canceled
  delete build.held
}

/** Deletes a build; 400 while leases keep it. */
export function deleteBuild(call: EndpointCall, build: Build): void {
  if (build.deleted)
    throw buildError(404, 'BuildNotFoundException', `The requested build ${build.id} could not be found.`)
  if (stateOf(build, call.now).status !== 'completed')
    throw buildError(
      400,
      'InvalidBuildException',
      `Build ${build.id} is not completed and cannot be deleted.`,
    )
  if (build.leases.some(({ validUntil }) => validUntil > call.now) || build.retainedByRelease)
    throw buildError(
      400,
      'CannotDeleteRetainedBuildException',
      `Build ${build.id} is retained and cannot be deleted.`,
    )
  build.deleted = { by: call.caller, at: call.now, reason: 'Manually deleted' }
}

/** The ids in a batch update. */
export function batchId(entry: unknown): number {
  const id = (entry as { id?: unknown } | null)?.id
  if (typeof id !== 'number') throw badArgument('A build to update has no id.')
  return id
}
