import { createDirectory } from '../../data/people/directory.js'
import { badArgument, notEmulated } from '../devops-error.js'
import { jsonBody } from '../json-body.js'
import { previewOnly, released, type EndpointCall, type Location, type Route } from '../route.js'
import { joinAsked } from './asked-groups.js'
import { graphServicePrincipal, graphUser } from './graph-subject.js'
import { namedSubject, subjectPage } from './graph-scope.js'

const users: Location = { area: 'Graph', resource: 'Users', id: '005e26ec-6b77-4e4f-a986-b3827bf241f5' }
const applications: Location = {
  area: 'Graph',
  resource: 'ServicePrincipals',
  id: 'e1dbb0ae-49cb-4532-95a1-86cd89cfcab4',
}

/** `_apis/graph/users` and `_apis/graph/serviceprincipals`. */
export const graphUserRoutes: readonly Route[] = [
  {
    method: 'GET',
    pattern: 'graph/users',
    scope: ['organization'],
    versions: previewOnly(1),
    location: users,
    answer(call) {
      const all = call.organization.part(createDirectory).users.filter(({ removed }) => !removed)
      return subjectPage(call, all, (user) => graphUser(call, user))
    },
  },
  {
    method: 'GET',
    pattern: 'graph/users/{userDescriptor}',
    scope: ['organization'],
    versions: previewOnly(1),
    location: users,
    answer: (call) => ({
      status: 200,
      body: graphUser(call, namedSubject(call, call.path.userDescriptor as string, ['user'])),
    }),
  },
  {
    method: 'GET',
    pattern: 'graph/users/{userDescriptor}/providerinfo',
    scope: ['organization'],
    versions: released(1),
    location: {
      area: 'Graph',
      resource: 'ProviderInfo',
      id: '1e377995-6fa2-4588-bd64-930186abdcfa',
    },
    answer(call) {
      const user = namedSubject(call, call.path.userDescriptor as string, ['user'])
      const { descriptor, domain, origin, originId } = graphUser(call, user)
      return { status: 200, body: { descriptor, domain, origin, originId } }
    },
  },
  {
    method: 'POST',
    pattern: 'graph/users',
    scope: ['organization'],
    versions: previewOnly(1),
    location: users,
    body: 'application/json',
    answer: addUser,
  },
  {
    method: 'DELETE',
    pattern: 'graph/users/{userDescriptor}',
    scope: ['organization'],
    versions: previewOnly(1),
    location: users,
    answer(call) {
      const user = namedSubject(call, call.path.userDescriptor as string, ['user'])
      call.organization.part(createDirectory).remove(user)
      return { status: 204 }
    },
  },
  {
    method: 'GET',
    pattern: 'graph/serviceprincipals',
    scope: ['organization'],
    versions: previewOnly(1),
    location: applications,
    answer: (call) =>
      subjectPage(call, call.organization.part(createDirectory).applications, (one) =>
        graphServicePrincipal(call, one),
      ),
  },
  {
    method: 'GET',
    pattern: 'graph/serviceprincipals/{servicePrincipalDescriptor}',
    scope: ['organization'],
    versions: previewOnly(1),
    location: applications,
    answer: (call) => ({
      status: 200,
      body: graphServicePrincipal(
        call,
        namedSubject(call, call.path.servicePrincipalDescriptor as string, ['servicePrincipal']),
      ),
    }),
  },
  {
    method: 'GET',
    pattern: 'graph/members',
    scope: ['organization'],
    versions: previewOnly(2),
    answer: listMembers,
  },
]

/** Users and applications in one list, by kind and by what the tenant says they are (published example). */
function listMembers(call: EndpointCall) {
  const { users: people, applications: services } = call.organization.part(createDirectory)
  const words = (name: string) => call.query(name)?.toLowerCase().split(',')
  const kinds = words('subjectKinds')
  const metaTypes = words('metaTypes')
  const all = [...people.filter(({ removed }) => !removed), ...services].filter(
    (one) =>
      (!kinds || kinds.includes(one.kind.toLowerCase())) &&
      (!metaTypes || metaTypes.includes(one.kind === 'user' ? one.metaType : 'application')),
  )
  return subjectPage(call, all, (one) =>
    one.kind === 'user' ? graphUser(call, one) : graphServicePrincipal(call, one),
  )
}

/** Takes someone of the tenant into the organization, by principal name or object id; the sandbox's tenant knows any name. */
function addUser(call: EndpointCall) {
  const body = jsonBody(call.request)
  const directory = call.organization.part(createDirectory)
  const { principalName, originId } = body
  let name: string
  if (typeof originId === 'string' && originId !== '') {
    const known = directory.users.find((one) => one.originId === originId.toLowerCase())
    if (!known) throw badArgument(`The tenant has nobody with the object id ${originId}.`)
    name = known.person.uniqueName
  } else if (typeof principalName === 'string' && principalName.includes('@')) name = principalName
  else if (body.mailAddress !== undefined) throw notEmulated('adding users by mail address')
  else throw badArgument('The body must hold principalName or originId.')
  const user = directory.takeIn(name)
  joinAsked(call, user)
  return { status: 201, body: graphUser(call, user) }
}
