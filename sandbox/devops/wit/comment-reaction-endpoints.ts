import {
  createCommentReactions,
  reactionTypes,
  type ReactionType,
} from '../../data/tracking/comment-reactions.js'
import { badArgument } from '../devops-error.js'
import { identityReference } from '../identity-reference.js'
import { skippedPage } from '../paging.js'
import { list, previewOnly, type EndpointCall, type Location, type Route } from '../route.js'
import { reactionAnswer, reactionAnswers } from './comment-answer.js'
import { discussedItem, findComment } from './find-comment.js'

const pattern = 'wit/workItems/{workItemId}/comments/{commentId}/reactions'
const reactions: Location = {
  area: 'wit',
  resource: 'commentsReactions',
  id: 'f6cb3f27-1028-4851-af96-887e570dc21f',
}
const users: Location = {
  area: 'wit',
  resource: 'commentReactionsEngagedUsers',
  id: 'e33ca5e0-2349-4285-af3d-d72d86781c35',
}
const shared = { scope: ['project'], versions: previewOnly(1) } as const

/** What people think of a comment: all of it, the caller's own, and who thinks so. */
export const commentReactionRoutes: readonly Route[] = [
  {
    ...shared,
    method: 'GET',
    pattern,
    location: reactions,
    answer: (call) => {
      const [index, comment] = addressed(call)
      return list(reactionAnswers(call, index, comment))
    },
  },
  {
    ...shared,
    method: 'PUT',
    pattern: `${pattern}/{reactionType}`,
    location: reactions,
    answer: (call) => react(call, true),
  },
  {
    ...shared,
    method: 'DELETE',
    pattern: `${pattern}/{reactionType}`,
    location: reactions,
    answer: (call) => react(call, false),
  },
  {
    ...shared,
    method: 'GET',
    pattern: `${pattern}/{reactionType}/users`,
    location: users,
    answer: (call) => {
      const [, comment] = addressed(call)
      const people = call.organization.part(createCommentReactions).of(comment).get(reactionType(call))
      // The page size is unconfirmed.
      const page = skippedPage(call, [...(people ?? [])], { default: 100 })
      return list(page.map((person) => identityReference(call.base, person)))
    },
  },
]

function addressed(call: EndpointCall): readonly [index: number, comment: number] {
  const index = discussedItem(call)
  return [index, findComment(call, index, false).id]
}

/** Microsoft's client sends the number of an enumeration, people write the word. */
function reactionType(call: EndpointCall): ReactionType {
  const text = (call.path.reactionType as string).toLowerCase()
  const type = reactionTypes.find((known, at) => known === text || String(at) === text)
  if (!type) throw badArgument(`The reaction "${text}" is none of ${reactionTypes.join(', ')}.`)
  return type
}

function react(call: EndpointCall, on: boolean) {
  const [index, comment] = addressed(call)
  const type = reactionType(call)
  const all = call.organization.part(createCommentReactions).of(comment)
  const others = [...(all.get(type) ?? [])].filter(({ id }) => id !== call.caller.id)
  all.set(type, new Set(on ? [...others, call.caller] : others))
  return { status: 200, body: reactionAnswer(call, index, comment, type) }
}
