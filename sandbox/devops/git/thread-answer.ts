import type { Comment, GitPullRequestCommentThread } from 'azure-devops-node-api/interfaces/GitInterfaces.js'
import type { Thread, ThreadComment } from '../../data/git/discussion.js'
import { identityReference } from '../identity-reference.js'
import { serviceDate } from '../service-date.js'
import type { PullRequestCall } from './git-route.js'
import { pullRequestUrl } from './pull-request-answer.js'
import { repositoryUrl } from './repository-answer.js'
import type { Wire } from '../wire.js'

/** A thread with its comments. Places and identities are null where there are none (facts 9). */
export function threadAnswer(call: PullRequestCall, thread: Thread): Wire<GitPullRequestCommentThread> {
  const { place, iterations, changeTrackingId, status } = thread
  return {
    pullRequestThreadContext: iterations
      ? {
          iterationContext: {
            firstComparingIteration: iterations.first,
            secondComparingIteration: iterations.second,
          },
          ...(changeTrackingId === undefined ? {} : { changeTrackingId }),
        }
      : null,
    id: thread.id,
    publishedDate: serviceDate(thread.publishedAt),
    lastUpdatedDate: serviceDate(thread.updatedAt),
    comments: thread.comments.map((comment) => commentAnswer(call, thread, comment)),
    ...(status === undefined ? {} : { status }),
    threadContext: place ? { ...place } : null,
    properties: thread.properties,
    identities: null,
    isDeleted: thread.isDeleted,
    _links: {
      self: { href: threadUrl(call, thread) },
      repository: { href: repositoryUrl(call, call.repository) },
    },
  }
}

/** A comment; a deleted one has no content. */
export function commentAnswer(call: PullRequestCall, thread: Thread, comment: ThreadComment): Wire<Comment> {
  const self = `${threadUrl(call, thread)}/comments/${comment.id}`
  return {
    id: comment.id,
    parentCommentId: comment.parentId,
    author: identityReference(call.base, comment.author),
    ...(comment.content === undefined ? {} : { content: comment.content }),
    publishedDate: serviceDate(comment.publishedAt),
    lastUpdatedDate: serviceDate(comment.updatedAt),
    lastContentUpdatedDate: serviceDate(comment.contentUpdatedAt),
    ...(comment.isDeleted ? { isDeleted: true } : {}),
    commentType: comment.type,
    usersLiked: comment.likes.map((person) => identityReference(call.base, person)),
    _links: {
      self: { href: self },
      repository: { href: repositoryUrl(call, call.repository) },
      threads: { href: threadUrl(call, thread) },
      pullRequests: { href: pullRequestUrl(call, call.pullRequest) },
    },
  }
}

function threadUrl(call: PullRequestCall, { id }: Thread): string {
  return `${pullRequestUrl(call, call.pullRequest)}/threads/${id}`
}
