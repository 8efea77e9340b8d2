import type { WorkItemTagDefinition } from 'azure-devops-node-api/interfaces/WorkItemTrackingInterfaces.js'
import type { Project } from '../../data/projects.js'
import { createTags, splitTags, type Tag } from '../../data/tracking/tags.js'
import { badArgument, trackingError } from '../devops-error.js'
import { jsonBody } from '../json-body.js'
import { list, released, type EndpointCall, type Route } from '../route.js'
import { serviceDate } from '../service-date.js'
import type { Wire } from '../wire.js'
import { tagText } from './rules/tags.js'

const shared = {
  scope: ['project'],
  versions: released(1),
  location: { area: 'wit', resource: 'tags', id: 'bc15bc60-e7a8-43cb-ab01-2106be3983a1' },
} as const

/** `{project}/_apis/wit/tags[/{idOrName}]`. */
export const tagRoutes: readonly Route[] = [
  {
    ...shared,
    method: 'GET',
    pattern: 'wit/tags',
    answer: (call) => list([...tagsOf(call).values()].map((tag) => tagAnswer(call, tag))),
  },
  {
    ...shared,
    method: 'GET',
    pattern: 'wit/tags/{tagIdOrName}',
    answer: (call) => ({ status: 200, body: tagAnswer(call, namedTag(call)) }),
  },
  {
    ...shared,
    method: 'PATCH',
    pattern: 'wit/tags/{tagIdOrName}',
    body: 'application/json',
    answer: renameTag,
  },
  {
    ...shared,
    method: 'DELETE',
    pattern: 'wit/tags/{tagIdOrName}',
    answer: (call) => {
      const tag = namedTag(call)
      changeItems(call, tag, undefined)
      call.organization.part(createTags).remove(projectOf(call).index, tag)
      return { status: 204 }
    },
  },
]

const projectOf = (call: EndpointCall): Project => call.project as Project

function tagsOf(call: EndpointCall): ReadonlyMap<string, Tag> {
  return call.organization.part(createTags).of(projectOf(call).index)
}

function namedTag(call: EndpointCall): Tag {
  const wanted = (call.path.tagIdOrName as string).toLowerCase()
  const all = tagsOf(call)
  const tag = all.get(wanted) ?? [...all.values()].find(({ id }) => id === wanted)
  if (tag) return tag
  // Type key and words are unconfirmed.
  throw trackingError(
    404,
    'TagNotFoundException',
    `TF401187: The tag ${call.path.tagIdOrName} does not exist in the project ${projectOf(call).name}.`,
  )
}

function renameTag(call: EndpointCall) {
  const tag = namedTag(call)
  const { name } = jsonBody(call.request)
  if (typeof name !== 'string' || name.trim() === '' || name.length > 400 || /[;,]/.test(name))
    throw badArgument('A tag needs a name of at most 400 characters without comma or semicolon.')
  const other = tagsOf(call).get(name.trim().toLowerCase())
  if (other && other !== tag) {
    throw trackingError(
      409,
      'TagAlreadyExistsException',
      `The tag ${other.name} exists in the project ${projectOf(call).name} already.`,
    )
  }
  changeItems(call, tag, name.trim())
  call.organization.part(createTags).rename(projectOf(call).index, tag, name.trim(), call.now)
  return { status: 200, body: tagAnswer(call, tag) }
}

/** Gives the items of a tag another one in its place, or none; each makes a revision (unconfirmed). */
function changeItems(call: EndpointCall, tag: Tag, name: string | undefined): void {
  const { items } = call.organization
  const project = projectOf(call).name
  const wanted = tag.name.toLowerCase()
  for (let index = 0; index < items.count; index++) {
    if (items.presence(index) !== 'present' || items.value(index, 'System.TeamProject') !== project) continue
    const tags = splitTags(items.value(index, 'System.Tags'))
    const at = tags.findIndex((one) => one.toLowerCase() === wanted)
    if (at < 0) continue
    tags.splice(at, 1, ...(name === undefined ? [] : [name]))
    const change = {
      fields: new Map([['System.Tags', tagText(tags.join(';'))]]),
      addLinks: [],
      removeLinks: [],
    }
    items.update(index, change, call.caller, call.now)
  }
}

function tagAnswer(call: EndpointCall, tag: Tag): Wire<WorkItemTagDefinition> {
  return {
    id: tag.id,
    name: tag.name,
    url: `${call.base}/${projectOf(call).id}/_apis/wit/tags/${tag.id}`,
    lastUpdated: serviceDate(tag.lastUpdated),
  }
}
