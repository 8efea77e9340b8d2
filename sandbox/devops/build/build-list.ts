import { createBuilds } from '../../data/build/build-data.js'
import { stateOf, type Build, type BuildState } from '../../data/build/build.js'
import type { Project } from '../../data/projects.js'
import { badArgument } from '../devops-error.js'
import type { DevOpsAnswer } from '../devops-request.js'
import { matchesPerson } from './matches-person.js'
import { wholeNumber } from '../query-parameters.js'
import { list, type EndpointCall } from '../route.js'
import { buildAnswer } from './build-answer.js'
import { momentParameter } from '../moment.js'
import { projectOf } from './find-build.js'
import { listParameter, numbersParameter } from './list-parameter.js'
import { enumParameter, flagsParameter } from '../enum-value.js'

/** Page sizes (facts 6; the default unconfirmed). */
const defaultPage = 1000
const largestPage = 5000

const statuses = {
  none: 0,
  inProgress: 1,
  completed: 2,
  cancelling: 4,
  postponed: 8,
  notStarted: 32,
  all: 47,
}
const results = { none: 0, succeeded: 2, partiallySucceeded: 4, failed: 8, canceled: 32 }
const reasons = {
  none: 0,
  manual: 1,
  individualCI: 2,
  batchedCI: 4,
  schedule: 8,
  scheduleForced: 16,
  userCreated: 32,
  validateShelveset: 64,
  checkInShelveset: 128,
  pullRequest: 256,
  buildCompletion: 512,
  resourceTrigger: 1024,
  triggered: 1967,
  all: 2031,
}
const orders = {
  finishTimeAscending: 2,
  finishTimeDescending: 3,
  queueTimeDescending: 4,
  queueTimeAscending: 5,
  startTimeDescending: 6,
  startTimeAscending: 7,
}
const deletedFilters = { excludeDeleted: 0, includeDeleted: 1, onlyDeleted: 2 }
type Order = keyof typeof orders

interface Entry {
  build: Build
  state: BuildState
  /** The time it is ordered by; infinite when it has not come yet. */
  key: number
}

/**
 * `GET build/builds`: a page in the asked order. The token is the time of the next build in that order, so it is of
 * use only with the same query (facts 6, 7). Without a status filter an order by start or finish leaves out builds
 * that did not start or finish yet (facts 7: the default order hides running builds).
 */
export function listBuilds(call: EndpointCall): DevOpsAnswer {
  const project = projectOf(call)
  const order = enumParameter(call, 'queryOrder', orders, 'finishTimeDescending')
  const descending = order.endsWith('Descending')
  const fits = filterOf(call, order)
  const token = tokenOf(call)
  const top = Math.min(wholeNumber(call, '$top', 0, defaultPage), largestPage)
  const perDefinition = wholeNumber(call, 'maxBuildsPerDefinition', 1) ?? Infinity
  const taken = new Map<unknown, number>()
  const page: Build[] = []
  for (const entry of inOrder(call, project, order)) {
    if (token !== undefined && (descending ? entry.key > token : entry.key < token)) continue
    if (!fits(entry)) continue
    const before = taken.get(entry.build.definition) ?? 0
    if (before >= perDefinition) continue
    if (page.length === top) {
      const next = { 'x-ms-continuationtoken': new Date(Math.min(entry.key, 8.64e15)).toISOString() }
      return list(answers(call, page), next)
    }
    taken.set(entry.build.definition, before + 1)
    page.push(entry.build)
  }
  return list(answers(call, page))
}

function answers(call: EndpointCall, builds: readonly Build[]): unknown[] {
  return builds.map((build) => buildAnswer(call, build))
}

function tokenOf(call: EndpointCall): number | undefined {
  const token = call.query('continuationToken')
  if (token === undefined || token === '') return undefined
  const time = Date.parse(token)
  if (Number.isNaN(time)) throw badArgument(`The continuation token "${token}" is not valid.`)
  return time
}

const sorted = new WeakMap<readonly Build[], Map<string, Entry[]>>()

/** All builds of the project in the order: those that never change are sorted once, the others are merged in. */
function* inOrder(call: EndpointCall, project: Project, order: Order): Generator<Entry> {
  const { builds } = call.organization.part(createBuilds).of(project)
  const descending = order.endsWith('Descending')
  const by = order.replace(/(De|A)scending$/, '')
  const compare = (a: Entry, b: Entry) =>
    descending ? b.key - a.key || b.build.id - a.build.id : a.key - b.key || a.build.id - b.build.id
  const cache = sorted.get(builds) ?? new Map<string, Entry[]>()
  sorted.set(builds, cache)
  const entry = (build: Build): Entry => {
    const state = stateOf(build, call.now)
    return { build, state, key: keyOf(build, state, by) }
  }
  let fixed = cache.get(order)
  if (!fixed) {
    fixed = builds.filter(settled).map(entry).sort(compare)
    cache.set(order, fixed)
  }
  const moving = builds
    .filter((build) => !settled(build))
    .map(entry)
    .sort(compare)
  let at = 0
  for (const one of fixed) {
    // A build that was settled when sorted may have been retried since.
    if (!settled(one.build)) continue
    for (; at < moving.length && compare(moving[at] as Entry, one) < 0; at++) yield moving[at] as Entry
    yield one
  }
  for (; at < moving.length; at++) yield moving[at] as Entry
}

/** Whether the clock can no longer change it. */
function settled(build: Build): boolean {
  return !build.live && !build.held && !build.canceled
}

function keyOf(build: Build, state: BuildState, by: string): number {
  if (by === 'queueTime') return build.queuedAt
  return (by === 'startTime' ? state.startedAt : state.finishedAt) ?? Infinity
}

function filterOf(call: EndpointCall, order: Order): (entry: Entry) => boolean {
  const definitions = numbersParameter(call, 'definitions')
  const queues = numbersParameter(call, 'queues')
  const ids = numbersParameter(call, 'buildIds')
  const number = numberPattern(call.query('buildNumber'))
  const from = momentParameter(call, 'minTime') ?? -Infinity
  const to = momentParameter(call, 'maxTime') ?? Infinity
  const requestedFor = call.query('requestedFor')
  const reason = flagsParameter(call, 'reasonFilter', reasons)
  const status = flagsParameter(call, 'statusFilter', statuses)
  const anyStatus = status !== undefined || (call.query('statusFilter') ?? '') !== '' || ids !== undefined
  const result = flagsParameter(call, 'resultFilter', results)
  const tags = listParameter(call, 'tagFilters')
  const deleted = enumParameter(call, 'deletedFilter', deletedFilters, 'excludeDeleted')
  const branch = call.query('branchName') || undefined
  const repository = call.query('repositoryId') || undefined
  const repositoryType = call.query('repositoryType') || undefined
  if (repository !== undefined && repositoryType === undefined)
    throw badArgument('A repository type must be given along with a repository id.')
  const timed = Number.isFinite(from) || Number.isFinite(to)
  const byQueueTime = order.startsWith('queueTime')

  return ({ build, state, key }) => {
    if (key === Infinity && !byQueueTime && !anyStatus) return false
    if (timed && (key < from || key > to || key === Infinity)) return false
    if (deleted === 'excludeDeleted' ? build.deleted : deleted === 'onlyDeleted' && !build.deleted)
      return false
    return (
      (!definitions || definitions.has(build.definition.id)) &&
      (!queues || queues.has(build.queueId)) &&
      (!ids || ids.has(build.id)) &&
      (!number || number.test(build.number)) &&
      (!requestedFor || matchesPerson(build.requestedFor, requestedFor)) &&
      (!reason || reason.has(build.reason)) &&
      (!status || status.has(state.status)) &&
      (!result || result.has(state.result ?? 'none')) &&
      (!tags || tags.every((tag) => build.tags.some((own) => own.toLowerCase() === tag.toLowerCase()))) &&
      (!branch || build.sourceBranch === branch) &&
      (!repository || build.repository.id === repository.toLowerCase()) &&
      (!repositoryType || repositoryType.toLowerCase() === 'tfsgit')
    )
  }
}

/** The number itself, or what it begins with when it ends in `*`; whatever the case. */
function numberPattern(text: string | undefined): { test(number: string): boolean } | undefined {
  if (!text) return undefined
  const wanted = text.toLowerCase()
  return {
    test: (number) =>
      wanted.endsWith('*')
        ? number.toLowerCase().startsWith(wanted.slice(0, -1))
        : number.toLowerCase() === wanted,
  }
}
