import type { Organization } from '../organization.js'
import type { Person } from '../people.js'
import type { Project } from '../projects.js'
import { guid, pick, randomStream, streams } from '../random.js'
import { amount, byProject } from './by-project.js'

/** A service connection. The sandbox keeps no secret: the value of one is null. */
export interface ServiceEndpoint {
  id: string
  name: string
  type: string
  url: string
  description: string
  data: Record<string, string>
  scheme: string
  parameters: Record<string, string | null>
  owner: 'library' | 'agentcloud' | 'environment'
  isReady: boolean
  createdBy: Person
  /** The projects it is used in, with its name there; the first is its own. */
  projects: { project: Project; name: string; description?: string }[]
}

export interface ServiceEndpoints {
  /** Those shared with the project included. */
  of(project: Project): readonly ServiceEndpoint[]
  endpoint(id: string): ServiceEndpoint | undefined
  add(endpoint: Omit<ServiceEndpoint, 'id'>): ServiceEndpoint
  share(endpoint: ServiceEndpoint, use: ServiceEndpoint['projects'][number]): void
  remove(endpoint: ServiceEndpoint, project: Project): void
}

/** What kinds there are: type, address, scheme, authorization parameters and data. */
export const endpointKinds = [
  {
    type: 'azurerm',
    displayName: 'Azure Resource Manager',
    url: 'https://management.azure.com/',
    scheme: 'ServicePrincipal',
    parameters: {
      tenantid: '00000000-0000-4000-8000-00000000beef',
      serviceprincipalid: 'größe',
      serviceprincipalkey: null,
    },
    data: { environment: 'AzureCloud', subscriptionName: 'Fabrikam „Prod“', creationMode: 'Manual' },
  },
  {
    type: 'github',
    displayName: 'GitHub',
    url: 'https://github.com/',
    scheme: 'PersonalAccessToken',
    parameters: { accessToken: null },
    data: {},
  },
  {
    type: 'generic',
    displayName: 'Generic',
    url: 'https://server.example/a?b=1&c=ü',
    scheme: 'UsernamePassword',
    parameters: { username: 'user+1', password: null },
    data: {},
  },
  {
    type: 'dockerregistry',
    displayName: 'Docker Registry',
    url: 'https://registry.example/',
    scheme: 'UsernamePassword',
    parameters: { username: 'robot', password: null, registry: 'https://registry.example/' },
    data: { registrytype: 'Others' },
  },
] as const

const names = ['Azure Prod', 'größe & co', 'GitHub #1', "Bob's server", 'レジストリ', 'a/b+c']

/** The service connections of an organization; get them by `organization.part(createServiceEndpoints)`. */
export function createServiceEndpoints(organization: Organization): ServiceEndpoints {
  const { seed, people, projects } = organization
  const byId = new Map<string, ServiceEndpoint>()
  let last = 0
  const of = byProject((project) =>
    Array.from({ length: amount(project, 14, 2) }, (_, at): ServiceEndpoint => {
      const random = randomStream(seed, streams.serviceEndpoint, project.index, at)
      const kind = endpointKinds[at % endpointKinds.length] as (typeof endpointKinds)[number]
      const base = names[at % names.length] as string
      const name = at < names.length ? base : `${base} ${at}`
      const endpoint: ServiceEndpoint = {
        id: guid(seed, streams.serviceEndpoint, project.index, at),
        name,
        type: kind.type,
        url: kind.url,
        description: random() < 0.5 ? '' : 'For the „nightly“ builds',
        data: { ...kind.data },
        scheme: kind.scheme,
        parameters: { ...kind.parameters },
        owner: 'library',
        isReady: at !== 5,
        createdBy: pick(random, people.slice(0, 8)),
        projects: [{ project, name }],
      }
      byId.set(endpoint.id, endpoint)
      return endpoint
    }),
  )
  return {
    of,
    endpoint(id) {
      const known = byId.get(id.toLowerCase())
      if (known) return known
      // Not made yet: ask project after project until it is there.
      for (const project of projects) {
        of(project)
        const made = byId.get(id.toLowerCase())
        if (made) return made
      }
      return undefined
    },
    add(endpoint) {
      const made = { ...endpoint, id: guid(seed, streams.serviceEndpoint, -1, ++last) }
      byId.set(made.id, made)
      for (const { project } of made.projects) of(project).push(made)
      return made
    },
    share(endpoint, use) {
      const known = endpoint.projects.find(({ project }) => project === use.project)
      if (known) Object.assign(known, use)
      else {
        endpoint.projects.push(use)
        of(use.project).push(endpoint)
      }
    },
    remove(endpoint, project) {
      const list = of(project)
      const at = list.indexOf(endpoint)
      if (at >= 0) list.splice(at, 1)
      endpoint.projects = endpoint.projects.filter((use) => use.project !== project)
      if (endpoint.projects.length === 0) byId.delete(endpoint.id)
    },
  }
}
