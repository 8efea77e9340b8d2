import type { TypedValue } from '../../data/git/discussion.js'
import type { DevOpsAnswer } from '../devops-request.js'
import { patchOperations } from '../json-patch.js'
import { list, type Route } from '../route.js'
import { invalidArgument } from './git-errors.js'
import { pullRequestRoute, type PullRequestCall } from './git-route.js'
import { workItemsOf } from './link-work-items.js'
import { workItemReferences } from './pull-request-answer.js'
import { discussionOf } from './thread-endpoints.js'
import { typedValue } from './typed-properties.js'

const properties = {
  resource: 'pullRequestProperties',
  id: '48a52185-5b9e-4736-9dc1-bb1e2feac80b',
  preview: 1,
}
const workItems = { resource: 'pullRequestWorkItems', id: '0a637fcc-5370-4ce8-b0e8-98091f5f9482', preview: 1 }

/** Properties of a pull request, and the work items linked to it. */
export const pullRequestPropertyRoutes: readonly Route[] = [
  pullRequestRoute('GET', 'properties', properties, shown),
  {
    ...pullRequestRoute('PATCH', 'properties', properties, (call) => {
      const known = discussionOf(call).properties
      for (const { op, path, value } of patchOperations(call.request, ['add', 'replace', 'remove'])) {
        const name = path.join('/')
        if (name === '') throw invalidArgument('The name of a property is required.')
        if (op === 'remove') known.delete(name)
        else known.set(name, kept(value))
      }
      return shown(call)
    }),
    body: 'application/json-patch+json',
  },
  pullRequestRoute('GET', 'workitems', workItems, (call) =>
    list(workItemReferences(call, workItemsOf(call, call.pullRequest))),
  ),
]

/** Numbers are kept as texts here (published examples). */
function kept(value: unknown): TypedValue {
  const typed = typedValue(value)
  return typed.$type === 'System.Int32' ? { $type: 'System.String', $value: String(typed.$value) } : typed
}

function shown(call: PullRequestCall): DevOpsAnswer {
  const text = ($value: string): TypedValue => ({ $type: 'System.String', $value })
  const value = {
    'Microsoft.Git.PullRequest.SourceRefName': text(call.pullRequest.sourceRef),
    'Microsoft.Git.PullRequest.TargetRefName': text(call.pullRequest.targetRef),
    ...Object.fromEntries(discussionOf(call).properties),
  }
  return { status: 200, body: { count: Object.keys(value).length, value } }
}
