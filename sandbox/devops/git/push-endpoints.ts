import type { GitPush } from 'azure-devops-node-api/interfaces/GitInterfaces.js'
import type { Push } from '../../data/git/repository-content.js'
import type { DevOpsAnswer } from '../devops-request.js'
import { identityReference } from '../identity-reference.js'
import { wholeNumber } from '../query-parameters.js'
import { list, type Route } from '../route.js'
import { serviceDate } from '../service-date.js'
import { commitAnswer, commitReference } from './commit-answer.js'
import { dateIn } from './commit-criteria.js'
import { createPush } from './create-push.js'
import { gitError } from './git-errors.js'
import { repositoryRoute, type GitCall } from './git-route.js'
import { refUrl } from './ref-answer.js'
import { repositoryAnswer, repositoryUrl } from './repository-answer.js'
import type { Wire } from '../wire.js'

const pushes = { resource: 'pushes', id: 'ea98d07b-3c87-4971-8ede-a613694ffb55', preview: 3 }

/** Page size when none is asked for, and commits shown of a single push (facts 6; the latter as the specification says). */
const defaultPage = 100

/** Pushes: list, one, push commits made of changes. */
export const pushRoutes: readonly Route[] = [
  repositoryRoute('GET', 'pushes', pushes, listPushes),
  repositoryRoute('GET', 'pushes/{pushId}', pushes, getPush),
  repositoryRoute('POST', 'pushes', pushes, (call) => {
    const made = createPush(call)
    const commits = made.commits.map((commit) => commitAnswer(call, commit))
    const body = { commits, ...pushAnswer(call, made, true), _links: pushLinks(call, made) }
    return { status: 201, body }
  }),
]

function listPushes(call: GitCall): DevOpsAnswer {
  const read = (name: string) => call.query(`searchCriteria.${name}`) ?? call.query(name)
  const yes = (name: string) => read(name)?.toLowerCase() === 'true'
  const from = dateIn(read('fromDate')) ?? -Infinity
  const to = dateIn(read('toDate')) ?? Infinity
  const pusher = read('pusherId')?.toLowerCase()
  const ref = read('refName')
  const fitting = call.content.pushes
    .filter(
      (push) =>
        push.date >= from &&
        push.date <= to &&
        (pusher === undefined || push.pusher.id === pusher) &&
        (ref === undefined || push.updates.some(({ name }) => name === ref)),
    )
    .reverse()
  const skip = wholeNumber(call, '$skip', 0, 0)
  const page = fitting.slice(skip, skip + wholeNumber(call, '$top', 0, defaultPage))
  return list(
    page.map((push) => ({
      ...pushAnswer(call, push, yes('includeRefUpdates')),
      ...(yes('includeLinks') ? { _links: pushLinks(call, push) } : {}),
    })),
  )
}

function getPush(call: GitCall): DevOpsAnswer {
  const push = call.content.pushes[Number(call.path.pushId) - 1]
  if (!push) {
    throw gitError(
      404,
      'GitPushNotFoundException',
      `TF401172: The push ${call.path.pushId} could not be found.`,
    )
  }
  const shown = wholeNumber(call, 'includeCommits', 0, defaultPage)
  const updates = call.query('includeRefUpdates')?.toLowerCase() === 'true'
  return {
    status: 200,
    body: {
      commits: push.commits.slice(0, shown).map((commit) => commitReference(call, commit)),
      ...pushAnswer(call, push, updates),
      _links: pushLinks(call, push),
    },
  }
}

function pushAnswer(call: GitCall, push: Push, updates: boolean): Wire<GitPush> {
  return {
    ...(updates
      ? {
          refUpdates: push.updates.map(({ name, oldId, newId }) => ({
            repositoryId: call.repository.id,
            name,
            oldObjectId: oldId,
            newObjectId: newId,
          })),
        }
      : {}),
    repository: repositoryAnswer(call, call.repository),
    pushedBy: identityReference(call.base, push.pusher),
    pushId: push.id,
    date: serviceDate(push.date),
    url: `${repositoryUrl(call, call.repository)}/pushes/${push.id}`,
  }
}

function pushLinks(call: GitCall, push: Push) {
  const repository = repositoryUrl(call, call.repository)
  const url = `${repository}/pushes/${push.id}`
  const [update] = push.updates
  return {
    self: { href: url },
    repository: { href: repository },
    commits: { href: `${url}/commits` },
    pusher: { href: `${call.base}/_apis/Identities/${push.pusher.id}` },
    ...(update ? { refs: { href: refUrl(call, update.name) } } : {}),
  }
}
