import type { Change } from 'azure-devops-node-api/interfaces/BuildInterfaces.js'
import type { ResourceRef } from 'azure-devops-node-api/interfaces/common/VSSInterfaces.js'
import { changesBetween, changesOf, workItemsOf } from '../../data/build/build-changes.js'
import type { Build } from '../../data/build/build.js'
import type { Repository } from '../../data/git/git-data.js'
import type { Commit } from '../../data/git/git-objects.js'
import type { Person } from '../../data/people.js'
import { badArgument, notEmulated } from '../devops-error.js'
import { identityReference } from '../identity-reference.js'
import { jsonList } from '../json-body.js'
import { listPage } from '../paging.js'
import { wholeNumber } from '../query-parameters.js'
import { list, released, type EndpointCall, type Route } from '../route.js'
import { serviceDate } from '../service-date.js'
import { findBuild, projectOf } from './find-build.js'
import { buildLocations } from './locations.js'
import type { Wire } from '../wire.js'

/** Page size when none is asked for (unconfirmed). */
const defaultPage = 50
/** Longer messages are cut unless the whole is asked for (unconfirmed). */
const longestMessage = 200
const scope = ['project'] as const

/** Commits and work items of a build, and of all from one build to another. */
export const changeRoutes: readonly Route[] = [
  {
    method: 'GET',
    pattern: 'build/builds/{buildId}/changes',
    scope,
    versions: released(2),
    location: buildLocations.changes,
    answer(call) {
      const build = findBuild(call)
      const commits = changesOf(call.organization, build)
      return listPage(call, commits, { default: defaultPage }, (commit) =>
        changeAnswer(call, build.repository, commit),
      )
    },
  },
  {
    method: 'GET',
    pattern: 'build/changes',
    scope,
    versions: released(2),
    location: buildLocations.changesBetween,
    answer(call) {
      const { from, to } = twoBuilds(call)
      const commits = changesBetween(call.organization, from, to)
      const top = wholeNumber(call, '$top', 0, defaultPage)
      return list(commits.slice(0, top).map((commit) => changeAnswer(call, to.repository, commit)))
    },
  },
  {
    method: 'GET',
    pattern: 'build/builds/{buildId}/workitems',
    scope,
    versions: released(2),
    location: buildLocations.workItems,
    answer: (call) => workItemList(call, workItemsOf(call.organization, findBuild(call))),
  },
  {
    method: 'POST',
    pattern: 'build/builds/{buildId}/workitems',
    scope,
    versions: released(2),
    location: buildLocations.workItems,
    body: 'application/json',
    answer(call) {
      const build = findBuild(call)
      const own = new Set(changesOf(call.organization, build).map(({ id }) => id))
      const named = jsonList(call.request).some((id) => own.has(String(id)))
      return workItemList(call, named ? workItemsOf(call.organization, build) : [])
    },
  },
  {
    method: 'GET',
    pattern: 'build/workitems',
    scope,
    versions: released(2),
    location: buildLocations.workItemsBetween,
    answer(call) {
      const { from, to } = twoBuilds(call)
      return workItemList(call, from === to ? [] : workItemsOf(call.organization, to))
    },
  },
]

function twoBuilds(call: EndpointCall): { from: Build; to: Build } {
  const [from, to] = ['fromBuildId', 'toBuildId'].map((name) => {
    const id = wholeNumber(call, name, 1)
    if (id === undefined) throw badArgument(`The query parameter ${name} is missing.`)
    return findBuild(call, id)
  }) as [Build, Build]
  return { from, to }
}

function workItemList(call: EndpointCall, ids: readonly number[]) {
  const value = ids
    .slice(0, wholeNumber(call, '$top', 0, 100))
    .map((id): Wire<ResourceRef> => ({ id: String(id), url: `${call.base}/_apis/wit/workItems/${id}` }))
  return list(value)
}

function changeAnswer(call: EndpointCall, repository: Repository, commit: Commit): Wire<Change> {
  if (call.query('includeSourceChange')?.toLowerCase() === 'true') throw notEmulated('includeSourceChange')
  const { author, message, id } = commit
  const person = personOf(call, author.email)
  const cut = message.length > longestMessage
  return {
    id,
    message: cut ? message.slice(0, longestMessage) : message,
    type: 'TfsGit',
    author: person
      ? identityReference(call.base, person)
      : { displayName: author.name, id: author.email, uniqueName: author.email },
    timestamp: serviceDate(author.date),
    location: `${call.base}/${projectOf(call).id}/_apis/git/repositories/${repository.id}/commits/${id}`,
    displayUri: `${call.base}/${projectOf(call).id}/_git/${encodeURIComponent(repository.name)}/commit/${id}`,
    ...(cut ? { messageTruncated: true } : {}),
  }
}

const byMail = new WeakMap<readonly Person[], Map<string, Person>>()

function personOf(call: EndpointCall, mail: string): Person | undefined {
  const { people } = call.organization
  let known = byMail.get(people)
  if (!known) {
    known = new Map(people.map((person) => [person.uniqueName.toLowerCase(), person]))
    byMail.set(people, known)
  }
  return known.get(mail.toLowerCase())
}
