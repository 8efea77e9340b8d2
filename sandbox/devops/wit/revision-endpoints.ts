import type { Revision } from '../../data/work-item-history.js'
import { trackingError } from '../devops-error.js'
import { wholeNumber } from '../query-parameters.js'
import { list, released, type EndpointCall, type Route } from '../route.js'
import { findWorkItem } from './find-work-item.js'
import { enumParameter } from '../enum-value.js'
import { workItemAnswer, type WorkItemAnswer } from './work-item-answer.js'

/** Page size when none is asked for, and the largest (both unconfirmed, facts 5.4). */
const defaultPage = 200

const shared = {
  method: 'GET',
  scope: ['organization', 'project'],
  versions: released(3),
  location: { area: 'wit', resource: 'revisions', id: 'a00c85a5-80fa-4565-99c3-bcd2181434bb' },
} as const

/** `[{project}/]_apis/wit/workItems/{id}/revisions[/{rev}]`: what an item was after each change, in full. */
export const revisionRoutes: readonly Route[] = [
  {
    ...shared,
    pattern: 'wit/workItems/{id}/revisions',
    answer: (call) => {
      const index = findWorkItem(call, call.path.id as string)
      const { items } = call.organization
      const first = wholeNumber(call, '$skip', 0, 0) + 1
      const top = Math.min(wholeNumber(call, '$top', 1, defaultPage), defaultPage)
      const value: WorkItemAnswer[] = []
      for (let rev = first; rev < first + top; rev++) {
        const revision = items.revision(index, rev)
        if (!revision) break
        value.push(revisionAnswer(call, index, revision, false))
      }
      return list(value)
    },
  },
  {
    ...shared,
    pattern: 'wit/workItems/{id}/revisions/{revisionNumber}',
    answer: (call) => {
      const { id, revisionNumber } = call.path as { id: string; revisionNumber: string }
      const index = findWorkItem(call, id)
      const rev = /^\d{1,9}$/.test(revisionNumber) ? Number(revisionNumber) : 0
      const revision = call.organization.items.revision(index, rev)
      if (!revision) throw revisionNotFound(id, revisionNumber)
      return { status: 200, body: revisionAnswer(call, index, revision, true) }
    },
  },
]

/** Type key and words are unconfirmed. */
function revisionNotFound(id: string, rev: string): Error {
  return trackingError(
    404,
    'WorkItemRevisionNotFoundException',
    `TF26198: The revision ${rev} of work item ${id} does not exist.`,
  )
}

function revisionAnswer(
  call: EndpointCall,
  index: number,
  revision: Revision,
  links: boolean,
): WorkItemAnswer {
  const expand = enumParameter(
    call,
    '$expand',
    { none: 0, relations: 1, fields: 2, links: 3, all: 4 },
    'none',
  )
  const newest = revision.rev === call.organization.items.present(index).rev
  // Relations are those of when the next revision was made.
  const until = newest ? undefined : Number(revision.value('system.reviseddate')) - 1
  return workItemAnswer(call, index, {
    expand,
    links,
    revision,
    asRevision: true,
    ...(until === undefined ? {} : { time: until }),
  })
}
