import type { GitAnnotatedTag } from 'azure-devops-node-api/interfaces/GitInterfaces.js'
import { noObject, writeTag, type AnnotatedTag } from '../../data/git/git-objects.js'
import { signatureOf } from '../../data/git/merge-pull-request.js'
import { pushRefs } from '../../data/git/repository-content.js'
import type { DevOpsAnswer } from '../devops-request.js'
import { jsonBody } from '../json-body.js'
import type { Route } from '../route.js'
import { userDate } from './commit-answer.js'
import { findCommit } from './find-commit.js'
import { gitError, invalidArgument } from './git-errors.js'
import { repositoryRoute, type GitCall } from './git-route.js'
import { refusal } from './ref-endpoints.js'
import { repositoryUrl } from './repository-answer.js'
import type { Wire } from '../wire.js'

const tags = { resource: 'annotatedTags', id: '5e8a8081-3851-4626-b677-9891cc04102e', preview: 1 }

/** Annotated tags: create with its ref, get one by its object's id. */
export const annotatedTagRoutes: readonly Route[] = [
  repositoryRoute('POST', 'annotatedtags', tags, createTag),
  repositoryRoute('GET', 'annotatedtags/{objectId}', tags, (call) => {
    const id = call.path.objectId as string
    const tag = call.content.objects.tags.get(id.toLowerCase())
    if (!tag)
      throw gitError(404, 'GitObjectDoesNotExistException', `TF401035: The object '${id}' does not exist.`)
    return { status: 200, body: tagAnswer(call, tag) }
  }),
]

function createTag(call: GitCall): DevOpsAnswer {
  const { name, message, taggedObject } = jsonBody(call.request)
  const target = (taggedObject as { objectId?: unknown } | undefined)?.objectId
  if (typeof name !== 'string' || typeof message !== 'string' || typeof target !== 'string') {
    throw invalidArgument('name, message and taggedObject.objectId are required.')
  }
  const short = name.replace(/^refs\/tags\//, '')
  const ref = `refs/tags/${short}`
  const commit = findCommit(call, target)
  if (call.content.refs.has(ref)) {
    throw gitError(409, 'GitTagAlreadyExistsException', `TF401243: The tag ${short} already exists.`)
  }
  if (refusal(call, { name: ref, oldObjectId: noObject })) {
    throw invalidArgument(`The tag name ${short} is not valid.`)
  }
  const tag = writeTag(call.content.objects, {
    name: short,
    message,
    tagger: signatureOf(call.caller, call.now),
    commit: commit.id,
  })
  pushRefs(call.content, [{ name: ref, newId: tag.id }], call.caller, call.now)
  return { status: 201, body: tagAnswer(call, tag) }
}

function tagAnswer(
  call: GitCall,
  { id, name, message, tagger, commit }: AnnotatedTag,
): Wire<GitAnnotatedTag> {
  return {
    name,
    objectId: id,
    taggedObject: { objectId: commit, objectType: 'commit' },
    taggedBy: userDate(tagger),
    message,
    url: `${repositoryUrl(call, call.repository)}/annotatedtags/${id}`,
  }
}
