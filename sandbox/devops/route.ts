import type { Organization } from '../data/organization.js'
import type { Person } from '../data/people.js'
import type { Project } from '../data/projects.js'
import type { Team } from '../data/teams.js'
import type { ResourceVersions } from './api-version.js'
import type { DevOpsAnswer, DevOpsRequest } from './devops-request.js'

/** What an endpoint works with. */
export interface EndpointCall {
  organization: Organization
  /** `http://host:port/{organization}`. */
  base: string
  request: DevOpsRequest
  /** Who asks, as people appear in answers. */
  caller: Person
  /** The sandbox's time, in milliseconds since 1970; the same during the whole call. */
  now: number
  /** The project and team of the path before `_apis`, when it has them. */
  project?: Project
  team?: Team
  /** Values of the `{name}` parts of the pattern, decoded; the value of `{*name}` holds several parts with `/` between. */
  path: Readonly<Record<string, string>>
  /** Looks up a query parameter by name, whatever its case. */
  query(name: string): string | undefined
}

/** What stands before `_apis`; `deployment` is an address without organization. */
export type Scope = 'deployment' | 'organization' | 'project' | 'team'

/** A resource as the location service lists it, for clients that look addresses up there (facts 1.3). */
export interface Location {
  /** Area and resource as the service spells them. */
  area: string
  resource: string
  /** GUID by which Microsoft's clients ask for it. */
  id: string
}

/** One operation of the service. */
export interface Route {
  method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /**
   * After `_apis/`, compared without regard to case: literals, `{name}` for one part, `$${name}` for one part that
   * begins with a dollar, `{*name}` for the rest. Names are those Microsoft's client fills in.
   */
  pattern: string
  scope: readonly Scope[]
  versions: ResourceVersions
  /** Absent where Microsoft's clients do not look it up. Routes may share one. */
  location?: Location
  /** The content type that a body must be declared as; absent when there is none or any serves. */
  body?: 'application/json' | 'application/json-patch+json' | 'application/octet-stream'
  answer(call: EndpointCall): DevOpsAnswer | Promise<DevOpsAnswer>
}

export function released(latestPreview: number): ResourceVersions {
  return { previewOnly: false, latestPreview }
}

export function previewOnly(latestPreview: number): ResourceVersions {
  return { previewOnly: true, latestPreview }
}

/** A list answer: `count` is the length of this page (facts 6). */
export function list(value: readonly unknown[], headers?: Record<string, string>): DevOpsAnswer {
  return { status: 200, ...(headers ? { headers } : {}), body: { count: value.length, value } }
}
