import { accessControlLists, isAdministrator, isAllowed } from '../../data/people/access-control.js'
import { createDirectory } from '../../data/people/directory.js'
import { securityNamespaces, type SecurityNamespace } from '../../data/people/security-namespaces.js'
import { badArgument, DevOpsError, notEmulated } from '../devops-error.js'
import { legacyDescriptor } from '../identities/identity-answer.js'
import { jsonBody } from '../json-body.js'
import { flag } from '../query-parameters.js'
import { list, released, type EndpointCall, type Location, type Route } from '../route.js'

const namespaces: Location = {
  area: 'Security',
  resource: 'SecurityNamespaces',
  id: 'ce7b9f95-fde9-4be8-a86d-83b366f0b87a',
}

/** Reading of who may do what: namespaces, access control lists, and whether the caller may. */
export const securityRoutes: readonly Route[] = [
  {
    method: 'GET',
    pattern: 'securitynamespaces',
    scope: ['organization'],
    versions: released(1),
    location: namespaces,
    answer: () => list(securityNamespaces.map(namespaceAnswer)),
  },
  {
    method: 'GET',
    pattern: 'securitynamespaces/{securityNamespaceId}',
    scope: ['organization'],
    versions: released(1),
    location: namespaces,
    answer: (call) => list([namespaceAnswer(namedNamespace(call))]),
  },
  {
    method: 'GET',
    pattern: 'accesscontrollists/{securityNamespaceId}',
    scope: ['organization'],
    versions: released(1),
    location: {
      area: 'Security',
      resource: 'AccessControlLists',
      id: '18a2ad18-7571-46ae-bec7-0c7da1495885',
    },
    answer: listAccess,
  },
  {
    method: 'GET',
    pattern: 'permissions/{securityNamespaceId}/{permissions}',
    scope: ['organization'],
    versions: released(2),
    location: { area: 'Security', resource: 'Permissions', id: 'dd3b8bd6-c7fc-4cbd-929a-933d9c011c9d' },
    answer: hasPermissions,
  },
  {
    method: 'POST',
    pattern: 'security/permissionevaluationbatch',
    scope: ['organization'],
    versions: released(1),
    location: {
      area: 'Security',
      resource: 'PermissionEvaluationBatch',
      id: 'cf1faa59-1b63-4448-bf04-13d981a46f5d',
    },
    body: 'application/json',
    answer: evaluate,
  },
]

function namespaceAnswer({
  id,
  name,
  separator,
  readPermission,
  writePermission,
  actions,
}: SecurityNamespace) {
  return {
    namespaceId: id,
    name,
    displayName: name,
    separatorValue: separator,
    elementLength: -1,
    writePermission,
    readPermission,
    dataspaceCategory: 'Default',
    actions: actions.map((action) => ({ ...action, namespaceId: id })),
    structureValue: 1,
    extensionType: '',
    isRemotable: false,
    useTokenTranslator: false,
    systemBitMask: 0,
  }
}

function namedNamespace(call: EndpointCall, id = call.path.securityNamespaceId as string): SecurityNamespace {
  const namespace = securityNamespaces.find((one) => one.id === id.toLowerCase())
  if (namespace) return namespace
  throw new DevOpsError(
    404,
    'Microsoft.VisualStudio.Services.Security.InvalidSecurityNamespaceException',
    `The security namespace ${id} could not be found.`,
  )
}

/** Entries are keyed by descriptors, which hold semicolons (facts 9). */
function listAccess(call: EndpointCall) {
  const namespace = namedNamespace(call)
  if (flag(call, 'includeExtendedInfo')) throw notEmulated('inherited permissions in access control lists')
  const token = call.query('token')?.toLowerCase()
  const recurse = flag(call, 'recurse')
  const descriptors = call.query('descriptors')?.toLowerCase().split(',')
  const fitting = accessControlLists(call.organization, namespace).filter((one) => {
    const own = one.token.toLowerCase()
    return token === undefined || own === token || (recurse && own.startsWith(token))
  })
  return list(
    fitting.map((one) => ({
      inheritPermissions: true,
      token: one.token,
      acesDictionary: Object.fromEntries(
        one.entries
          .map(({ group, allow, deny }) => ({ descriptor: legacyDescriptor(group), allow, deny }))
          .filter(({ descriptor }) => !descriptors || descriptors.includes(descriptor.toLowerCase()))
          .map((entry) => [entry.descriptor, entry]),
      ),
    })),
  )
}

/** One truth value a token. */
function hasPermissions(call: EndpointCall) {
  const namespace = namedNamespace(call)
  const bits = Number(call.path.permissions)
  if (!Number.isInteger(bits) || bits < 0) throw badArgument('The permissions must be a number of bits.')
  const tokens = call.query('tokens') ?? call.query('token')
  if (tokens === undefined) throw badArgument('The query parameter tokens is missing.')
  const always = flag(call, 'alwaysAllowAdministrators')
  const values = tokens
    .split(call.query('delimiter') ?? ',')
    .map((token) => mayCaller(call, namespace, token, bits, always))
  return list(values)
}

function evaluate(call: EndpointCall) {
  const { evaluations, alwaysAllowAdministrators } = jsonBody(call.request)
  if (!Array.isArray(evaluations)) throw badArgument('The body must hold evaluations.')
  const always = alwaysAllowAdministrators === true
  const body = {
    alwaysAllowAdministrators: always,
    evaluations: evaluations.map((entry: unknown) => {
      const { securityNamespaceId, token, permissions } = (entry ?? {}) as Record<string, unknown>
      const namespace = namedNamespace(call, String(securityNamespaceId))
      const value = mayCaller(call, namespace, String(token), Number(permissions), always)
      return { securityNamespaceId: namespace.id, token, permissions, value }
    }),
  }
  return { status: 200, body }
}

function mayCaller(
  { organization, caller }: EndpointCall,
  namespace: SecurityNamespace,
  token: string,
  bits: number,
  alwaysAllowAdministrators: boolean,
): boolean {
  const subject = organization.part(createDirectory).byId(caller.id)
  if (!subject) return false
  if (alwaysAllowAdministrators && isAdministrator(subject)) return true
  return isAllowed(organization, subject, namespace, token, bits)
}
