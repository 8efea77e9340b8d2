import { createDirectory } from '../../data/people/directory.js'
import type { Group } from '../../data/people/subject.js'
import { badArgument, DevOpsError, notEmulated } from '../devops-error.js'
import { jsonBody } from '../json-body.js'
import { patchOperations } from '../json-patch.js'
import { previewOnly, type EndpointCall, type Location, type Route } from '../route.js'
import { joinAsked } from './asked-groups.js'
import { graphGroup } from './graph-subject.js'
import { namedSubject, projectOfScope, subjectPage } from './graph-scope.js'

const location: Location = { area: 'Graph', resource: 'Groups', id: 'ebbe6af8-0b91-4c13-8cf1-777c14858188' }
const pattern = 'graph/groups/{groupDescriptor}'

/** `_apis/graph/groups`: groups of the organization, of projects, teams, and groups of Entra. */
export const graphGroupRoutes: readonly Route[] = [
  {
    method: 'GET',
    pattern: 'graph/groups',
    scope: ['organization'],
    versions: previewOnly(1),
    location,
    answer(call) {
      const { groups } = call.organization.part(createDirectory)
      return subjectPage(call, groups, (group) => graphGroup(call, group))
    },
  },
  {
    method: 'GET',
    pattern,
    scope: ['organization'],
    versions: previewOnly(1),
    location,
    answer: (call) => ({ status: 200, body: graphGroup(call, namedGroup(call)) }),
  },
  {
    method: 'POST',
    pattern: 'graph/groups',
    scope: ['organization'],
    versions: previewOnly(1),
    location,
    body: 'application/json',
    answer: addGroup,
  },
  {
    method: 'PATCH',
    pattern,
    scope: ['organization'],
    versions: previewOnly(1),
    location,
    body: 'application/json-patch+json',
    answer: updateGroup,
  },
  {
    method: 'DELETE',
    pattern,
    scope: ['organization'],
    versions: previewOnly(1),
    location,
    answer(call) {
      const group = namedGroup(call)
      if (group.team) throw notEmulated('deleting a team as a group')
      refuseBuiltIn(group)
      call.organization.part(createDirectory).remove(group)
      return { status: 204 }
    },
  },
]

function namedGroup(call: EndpointCall): Group {
  return namedSubject(call, call.path.groupDescriptor as string, ['group'])
}

/** A group by name in the organization or a project, or one of Entra by its object id. */
function addGroup(call: EndpointCall) {
  const directory = call.organization.part(createDirectory)
  const body = jsonBody(call.request)
  if (body.mailAddress !== undefined) throw notEmulated('adding groups by mail address')
  let group: Group
  if (typeof body.originId === 'string') {
    const originId = body.originId.toLowerCase()
    group =
      directory.groups.find((one) => one.origin === 'aad' && one.originId === originId && !one.removed) ??
      directory.addEntraGroup({ name: `Group ${originId.slice(0, 8)}`, originId })
  } else {
    const name = textIn(body, 'displayName')
    if (!name) throw badArgument('The body must hold displayName or originId.')
    const scope = call.query('scopeDescriptor')
    const project = scope ? projectOfScope(call, scope) : undefined
    refuseTaken(name, directory.groupsOf(project))
    group = directory.addGroup({
      name,
      description: textIn(body, 'description') ?? '',
      ...(project ? { project } : {}),
    })
  }
  joinAsked(call, group)
  const answer = graphGroup(call, group)
  return { status: 201, headers: { location: String(answer.url) }, body: answer }
}

function updateGroup(call: EndpointCall) {
  const group = namedGroup(call)
  if (group.team) throw notEmulated('changing a team as a group')
  const directory = call.organization.part(createDirectory)
  for (const { path, value } of patchOperations(call.request, ['add', 'replace'])) {
    const [name = ''] = path
    if (typeof value !== 'string') throw badArgument(`${name} must be a text.`)
    if (name === 'displayName') {
      refuseBuiltIn(group)
      if (value.toLowerCase() !== group.name.toLowerCase())
        refuseTaken(value, directory.groupsOf(group.project))
      group.name = value
    } else if (name === 'description') group.description = value
    else throw badArgument(`The property ${name} of a group cannot be changed.`)
  }
  return { status: 200, body: graphGroup(call, group) }
}

/** Key and words unconfirmed. */
function refuseTaken(name: string, groups: readonly Group[]): void {
  const taken = groups.some((group) => !group.removed && group.name.toLowerCase() === name.toLowerCase())
  if (!taken) return
  throw new DevOpsError(
    409,
    'Microsoft.VisualStudio.Services.Identity.GroupCreationException',
    `TF50296: A group with the name '${name}' already exists in this scope.`,
  )
}

/** Key and words unconfirmed. */
function refuseBuiltIn(group: Group): void {
  if (!group.builtIn) return
  throw new DevOpsError(
    403,
    'Microsoft.VisualStudio.Services.Identity.ModifyEveryoneGroupException',
    `TF50618: The built-in group '${group.name}' cannot be renamed or deleted.`,
  )
}

function textIn(body: Record<string, unknown>, name: string): string | undefined {
  const value = body[name]
  if (value === undefined || value === null) return undefined
  if (typeof value === 'string') return value
  throw badArgument(`${name} must be a text.`)
}
