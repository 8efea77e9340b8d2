import type { Organization } from '../data/organization.js'
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
  /** The project and team of the path before `_apis`, when it has them. */
  project?: Project
  team?: Team
  /** Values of the `{name}` parts of the pattern, decoded; the value of `{*name}` holds several parts with `/` between. */
  path: Readonly<Record<string, string>>
  /** Looks up a query parameter by name, whatever its case. */
  query(name: string): string | undefined
}

export interface Route {
  method: 'GET' | 'POST'
  /** After `_apis/`, lower case: literals, `{name}` for one part, `{*name}` for the rest. */
  pattern: string
  /** What may or must stand before `_apis`. */
  scope: readonly ('organization' | 'project' | 'team')[]
  versions: ResourceVersions
  /** A POST whose body must be JSON. */
  json?: boolean
  answer(call: EndpointCall): DevOpsAnswer
}

export function released(latestPreview: number): ResourceVersions {
  return { previewOnly: false, latestPreview }
}

export function previewOnly(latestPreview: number): ResourceVersions {
  return { previewOnly: true, latestPreview }
}

/** The values of the pattern's parts, or undefined when the path (decoded parts) does not fit. */
export function matchPattern(pattern: string, parts: readonly string[]): Record<string, string> | undefined {
  const wanted = pattern.split('/')
  const values: Record<string, string> = {}
  for (const [index, part] of wanted.entries()) {
    const rest = /^\{\*(\w+)\}$/.exec(part)?.[1]
    if (rest !== undefined) {
      values[rest] = parts.slice(index).join('/')
      return parts.length > index ? values : undefined
    }
    const actual = parts[index]
    if (actual === undefined) return undefined
    const name = /^\{(\w+)\}$/.exec(part)?.[1]
    if (name !== undefined) values[name] = actual
    else if (actual.toLowerCase() !== part) return undefined
  }
  return parts.length === wanted.length ? values : undefined
}

/** A list answer: `count` is the length of this page (facts 6). */
export function list(value: readonly unknown[], headers?: Record<string, string>): DevOpsAnswer {
  return { status: 200, ...(headers ? { headers } : {}), body: { count: value.length, value } }
}
