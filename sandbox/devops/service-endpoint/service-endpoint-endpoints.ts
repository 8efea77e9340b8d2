import type {
  ServiceEndpoint,
  ServiceEndpointType,
} from 'azure-devops-node-api/interfaces/ServiceEndpointInterfaces.js'
import {
  createServiceEndpoints,
  endpointKinds,
  type ServiceEndpoint as EndpointModel,
} from '../../data/agents/service-endpoints.js'
import { projectOf } from '../build/find-build.js'
import { listParameter } from '../build/list-parameter.js'
import { badArgument, DevOpsError, notEmulated } from '../devops-error.js'
import { findProject } from '../find-project.js'
import { identityReference } from '../identity-reference.js'
import { jsonBody, jsonList } from '../json-body.js'
import { flag } from '../query-parameters.js'
import { list, released, type EndpointCall, type Route } from '../route.js'
import type { Wire } from '../wire.js'

/** An error of the service endpoint service (names unconfirmed). */
function endpointError(status: number, type: string, message: string): DevOpsError {
  return new DevOpsError(status, `Microsoft.VisualStudio.Services.ServiceEndpoints.WebApi.${type}`, message)
}

const area = 'serviceendpoint'
const read = {
  method: 'GET',
  scope: ['project'],
  versions: released(4),
  location: { area, resource: 'endpoints', id: 'e85f1c62-adfc-4b74-b618-11a150fb195e' },
} as const
const write = {
  scope: ['organization'],
  versions: released(4),
  location: { area, resource: 'endpoints', id: '14e48fdc-2c8b-41ce-a0c3-e26f6cc55bd0' },
} as const
const all = { ...write, pattern: 'serviceendpoint/endpoints' }
const one = { ...write, pattern: 'serviceendpoint/endpoints/{endpointId}' }

/** Service connections: read in a project, written in the organization. Secrets are never shown. */
export const serviceEndpointRoutes: readonly Route[] = [
  { ...read, pattern: 'serviceendpoint/endpoints', answer: listEndpoints },
  {
    ...read,
    pattern: 'serviceendpoint/endpoints/{endpointId}',
    answer(call) {
      const endpoint = findEndpoint(call)
      if (!endpoint.projects.some(({ project }) => project === call.project)) throw missing(endpoint.id)
      return { status: 200, body: endpointAnswer(call, endpoint, true) }
    },
  },
  {
    ...all,
    method: 'POST',
    body: 'application/json',
    answer(call) {
      const made = call.organization
        .part(createServiceEndpoints)
        .add({ ...readEndpoint(call, jsonBody(call.request)), createdBy: call.caller })
      return { status: 200, body: endpointAnswer(call, made, true) }
    },
  },
  {
    ...all,
    method: 'PUT',
    body: 'application/json',
    answer(call) {
      const bodies = jsonList(call.request) as Record<string, unknown>[]
      const found = bodies.map((body) => ({ body, endpoint: findEndpoint(call, String(body.id)) }))
      return list(found.map(({ body, endpoint }) => endpointAnswer(call, update(call, endpoint, body), true)))
    },
  },
  {
    ...one,
    method: 'PUT',
    body: 'application/json',
    answer(call) {
      if (call.query('operation')) throw notEmulated('operations on service endpoints')
      const changed = update(call, findEndpoint(call), jsonBody(call.request))
      return { status: 200, body: endpointAnswer(call, changed, true) }
    },
  },
  {
    ...one,
    method: 'PATCH',
    body: 'application/json',
    answer(call) {
      const endpoint = findEndpoint(call)
      const uses = readUses(call, jsonList(call.request), endpoint.name)
      for (const use of uses) call.organization.part(createServiceEndpoints).share(endpoint, use)
      return { status: 204 }
    },
  },
  {
    ...one,
    method: 'DELETE',
    answer(call) {
      const endpoint = findEndpoint(call)
      const wanted = listParameter(call, 'projectIds')
      if (!wanted) throw badArgument('The query parameter projectIds is missing.')
      const projects = wanted.map((id) => findProject(call.organization, id))
      for (const project of projects) call.organization.part(createServiceEndpoints).remove(endpoint, project)
      return { status: 204 }
    },
  },
  {
    method: 'GET',
    pattern: 'serviceendpoint/types',
    scope: ['organization'],
    versions: released(1),
    location: { area, resource: 'types', id: '5a7938a4-655e-486c-b562-b78c54a7e87b' },
    answer: listTypes,
  },
]

function missing(id: string): DevOpsError {
  return endpointError(404, 'ServiceEndpointNotFoundException', `The service endpoint ${id} does not exist.`)
}

/** The endpoint with an id; 404 when the organization has none. */
export function findEndpoint(call: EndpointCall, id = call.path.endpointId as string): EndpointModel {
  const found = call.organization.part(createServiceEndpoints).endpoint(id)
  if (!found) throw missing(id)
  return found
}

function listEndpoints(call: EndpointCall) {
  const project = projectOf(call)
  const type = call.query('type')?.toLowerCase()
  const schemes = listParameter(call, 'authSchemes')?.map((scheme) => scheme.toLowerCase())
  const ids = listParameter(call, 'endpointIds')?.map((id) => id.toLowerCase())
  const names = listParameter(call, 'endpointNames')?.map((name) => name.toLowerCase())
  const owner = call.query('owner')?.toLowerCase()
  const failed = flag(call, 'includeFailed')
  const found = call.organization
    .part(createServiceEndpoints)
    .of(project)
    .filter(
      (endpoint) =>
        (!type || endpoint.type.toLowerCase() === type) &&
        (!schemes || schemes.includes(endpoint.scheme.toLowerCase())) &&
        (!ids || ids.includes(endpoint.id)) &&
        (!names || names.includes(nameHere(call, endpoint).toLowerCase())) &&
        (!owner || endpoint.owner === owner) &&
        (failed || endpoint.isReady),
    )
  return list(found.map((endpoint) => endpointAnswer(call, endpoint, flag(call, 'includeDetails'))))
}

function listTypes(call: EndpointCall) {
  const type = call.query('type')?.toLowerCase()
  const scheme = call.query('scheme')?.toLowerCase()
  const found = endpointKinds.filter(
    (kind) => (!type || kind.type === type) && (!scheme || kind.scheme.toLowerCase() === scheme),
  )
  const value = found.map((kind): Wire<ServiceEndpointType> => ({
    inputDescriptors: [],
    authenticationSchemes: [
      {
        inputDescriptors: [],
        scheme: kind.scheme,
        displayName: kind.scheme,
        authorizationHeaders: [],
        clientCertificates: [],
      },
    ],
    dataSources: [],
    dependencyData: [],
    trustedHosts: [],
    name: kind.type,
    displayName: kind.displayName,
    description: `Connects to ${kind.displayName}`,
    endpointUrl: { displayName: 'Server Url', helpText: '', value: kind.url, isVisible: 'true' },
    helpMarkDown: '',
    iconUrl: `${call.base}/_apis/public/gallery/${kind.type}.png`,
  }))
  return list(value)
}

function nameHere(call: EndpointCall, endpoint: EndpointModel): string {
  return endpoint.projects.find(({ project }) => project === call.project)?.name ?? endpoint.name
}

function readUses(call: EndpointCall, value: unknown, name: string): EndpointModel['projects'] {
  if (!Array.isArray(value) || value.length === 0) throw badArgument('The service endpoint names no project.')
  return (
    value as { projectReference?: { id?: string; name?: string }; name?: string; description?: string }[]
  ).map((use) => {
    const wanted = use.projectReference?.id ?? use.projectReference?.name
    if (!wanted) throw badArgument('A project reference has neither id nor name.')
    const project = findProject(call.organization, wanted)
    return { project, name: use.name ?? name, ...(use.description ? { description: use.description } : {}) }
  })
}

function readEndpoint(
  call: EndpointCall,
  body: Record<string, unknown>,
  before?: EndpointModel,
): Omit<EndpointModel, 'id' | 'createdBy'> {
  const { name, type, url, description, data, owner, serviceEndpointProjectReferences } = body
  const authorization = (body.authorization ?? {}) as {
    scheme?: unknown
    parameters?: Record<string, string | null>
  }
  if (typeof name !== 'string' || name === '') throw badArgument('The service endpoint has no name.')
  if (typeof type !== 'string' || type === '') throw badArgument('The service endpoint has no type.')
  const kind = endpointKinds.find((candidate) => candidate.type === type.toLowerCase())
  if (typeof authorization.scheme !== 'string')
    throw badArgument('The service endpoint has no authorization scheme.')
  const projects =
    serviceEndpointProjectReferences === undefined && before
      ? before.projects
      : readUses(call, serviceEndpointProjectReferences, name)
  for (const { project, name: own } of projects) {
    const others = call.organization.part(createServiceEndpoints).of(project)
    if (
      others.some(
        (other) =>
          other !== before && other.projects.some((use) => use.project === project && use.name === own),
      )
    )
      throw endpointError(
        409,
        'DuplicateServiceConnectionException',
        `Service connection with name ${own} already exists. Only a user having Administrator/User role permissions on service connection ${own} can see it.`,
      )
  }
  return {
    name,
    type,
    url: typeof url === 'string' ? url : (kind?.url ?? ''),
    description: typeof description === 'string' ? description : '',
    data: (data ?? {}) as Record<string, string>,
    scheme: authorization.scheme,
    parameters: withoutSecrets(authorization.parameters ?? {}),
    owner:
      typeof owner === 'string' && /^(agentcloud|environment)$/i.test(owner)
        ? (owner.toLowerCase() as 'agentcloud')
        : 'library',
    isReady: true,
    projects,
  }
}

function withoutSecrets(parameters: Record<string, string | null>): Record<string, string | null> {
  return Object.fromEntries(
    Object.entries(parameters).map(([name, value]) => [
      name,
      /password|key|token|secret|certificate/i.test(name) ? null : value,
    ]),
  )
}

function update(call: EndpointCall, endpoint: EndpointModel, body: Record<string, unknown>): EndpointModel {
  const { projects, ...rest } = readEndpoint(call, body, endpoint)
  if (rest.type.toLowerCase() !== endpoint.type.toLowerCase())
    throw badArgument('The type of a service endpoint cannot change.')
  for (const use of projects) call.organization.part(createServiceEndpoints).share(endpoint, use)
  return Object.assign(endpoint, rest)
}

/** Details are the secret parameters by name, without their values. */
function endpointAnswer(
  call: EndpointCall,
  endpoint: EndpointModel,
  withDetails: boolean,
): Wire<ServiceEndpoint> {
  const parameters = Object.entries(endpoint.parameters).filter(([, value]) => withDetails || value !== null)
  return {
    data: endpoint.data,
    id: endpoint.id,
    name: nameHere(call, endpoint),
    type: endpoint.type,
    url: endpoint.url,
    createdBy: identityReference(call.base, endpoint.createdBy),
    description: endpoint.description,
    authorization: {
      parameters: Object.fromEntries(parameters) as Record<string, string>,
      scheme: endpoint.scheme,
    },
    isShared: endpoint.projects.length > 1,
    isReady: endpoint.isReady,
    ...(endpoint.isReady
      ? {}
      : { operationStatus: { state: 'Failed', statusMessage: 'Größe: not enough rights' } }),
    owner: endpoint.owner,
    serviceEndpointProjectReferences: endpoint.projects.map(({ project, name, description }) => ({
      projectReference: { id: project.id, name: project.name },
      name,
      ...(description === undefined ? {} : { description }),
    })),
  }
}
