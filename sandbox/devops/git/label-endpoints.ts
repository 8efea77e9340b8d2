import { labelOf } from '../../data/git/labels.js'
import type { Label } from '../../data/git/pull-request.js'
import { jsonBody } from '../json-body.js'
import { list, type Route } from '../route.js'
import { gitError, invalidArgument } from './git-errors.js'
import { pullRequestRoute, type PullRequestCall } from './git-route.js'
import { labelAnswer } from './pull-request-answer.js'

const labels = { resource: 'pullRequestLabels', id: 'f22387e3-984e-4c52-9c6d-fbb8f14c812d', preview: 1 }

/** Labels of a pull request. */
export const labelRoutes: readonly Route[] = [
  pullRequestRoute('GET', 'labels', labels, (call) =>
    list(call.pullRequest.labels.map((label) => labelAnswer(call, call.pullRequest, label))),
  ),
  pullRequestRoute('GET', 'labels/{labelIdOrName}', labels, (call) => ({
    status: 200,
    body: labelAnswer(call, call.pullRequest, find(call)),
  })),
  pullRequestRoute('POST', 'labels', labels, (call) => {
    const { name } = jsonBody(call.request)
    if (typeof name !== 'string' || name.trim() === '')
      throw invalidArgument('The name of a label is required.')
    const label = labelOf(call.organization, call.repository.project, name)
    const { pullRequest } = call
    if (!pullRequest.labels.some(({ id }) => id === label.id)) pullRequest.labels.push(label)
    return { status: 200, body: labelAnswer(call, pullRequest, label) }
  }),
  pullRequestRoute('DELETE', 'labels/{labelIdOrName}', labels, (call) => {
    call.pullRequest.labels.splice(call.pullRequest.labels.indexOf(find(call)), 1)
    return { status: 200 }
  }),
]

function find(call: PullRequestCall): Label {
  const wanted = (call.path.labelIdOrName as string).toLowerCase()
  const found = call.pullRequest.labels.find(({ id, name }) => id === wanted || name.toLowerCase() === wanted)
  if (found) return found
  throw gitError(404, 'TagNotFoundException', `The label ${call.path.labelIdOrName} could not be found.`)
}
