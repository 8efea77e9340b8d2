import type { Organization } from '../data/organization.js'
import { checkVersion, requestedVersion } from './api-version.js'
import { projectRoutes } from './core/project-endpoints.js'
import { teamRoutes } from './core/team-endpoints.js'
import { badArgument, DevOpsError, notEmulated } from './devops-error.js'
import type { DevOps, DevOpsAnswer, DevOpsRequest } from './devops-request.js'
import { findProject, findTeam } from './find-project.js'
import { checkContentType } from './json-body.js'
import { locationRoutes } from './location/location-endpoints.js'
import { matchPattern, released, type EndpointCall, type Route } from './route.js'
import { classificationNodeRoutes } from './wit/classification-node-endpoints.js'
import { fieldRoutes } from './wit/field-endpoints.js'
import { wiqlRoutes } from './wit/wiql-endpoint.js'
import { workItemRoutes } from './wit/work-item-endpoints.js'
import { workItemTypeRoutes } from './wit/work-item-type-endpoints.js'

export type { DevOps, DevOpsAnswer, DevOpsIdentity, DevOpsRequest } from './devops-request.js'

const routes: readonly Route[] = [
  ...locationRoutes,
  ...projectRoutes,
  ...teamRoutes,
  ...fieldRoutes,
  ...workItemTypeRoutes,
  ...classificationNodeRoutes,
  ...wiqlRoutes,
  ...workItemRoutes,
]

/** The endpoints over an organization. `baseUrl()` is the server's address without the organization, without slash at the end. */
export function createDevOps(organization: Organization, baseUrl: () => string): DevOps {
  return {
    handle(request) {
      try {
        return answer(organization, `${baseUrl()}/${organization.name}`, request)
      } catch (error) {
        if (error instanceof DevOpsError) return error.answer
        const reason = error instanceof Error ? error.message : String(error)
        return new DevOpsError(500, 'AzdoSandbox.UnexpectedException', `The sandbox failed: ${reason}`, 0)
          .answer
      }
    },
  }
}

interface Address {
  /** Parts before `_apis`: none, a project, or a project and a team. */
  before: readonly string[]
  /** Parts after `_apis`. */
  after: readonly string[]
}

function answer(organization: Organization, base: string, request: DevOpsRequest): DevOpsAnswer {
  const { before, after } = readPath(request.path)
  const level = (['organization', 'project', 'team'] as const)[before.length]
  const method = request.method.toUpperCase()
  const version = requestedVersion(request.query, request.headers)
  for (const route of routes) {
    const path =
      route.method === method && level && route.scope.includes(level) && matchPattern(route.pattern, after)
    if (!path) continue
    checkVersion(version, method, route.versions)
    if (route.json) checkContentType(request)
    const project = before[0] === undefined ? undefined : findProject(organization, before[0])
    const team = project && before[1] !== undefined ? findTeam(organization, project, before[1]) : undefined
    const call: EndpointCall = {
      organization,
      base,
      request,
      ...(project ? { project } : {}),
      ...(team ? { team } : {}),
      path,
      query: (name) => [...request.query].find(([key]) => key.toLowerCase() === name.toLowerCase())?.[1],
    }
    const found = route.answer(call)
    const contentType = `application/json; charset=utf-8; api-version=${version?.text ?? '7.1'}`
    return { ...found, headers: { 'content-type': contentType, ...found.headers } }
  }
  checkVersion(version, method, released(Infinity))
  throw notEmulated(`${method} ${request.path}`)
}

function readPath(path: string): Address {
  let parts: string[]
  try {
    parts = path
      .split('/')
      .filter((part) => part !== '')
      .map(decodeURIComponent)
  } catch {
    throw badArgument('The address holds a wrong % sequence.')
  }
  const at = parts.findIndex((part) => part.toLowerCase() === '_apis')
  if (at < 0) throw notEmulated(`the page ${path}`)
  return { before: parts.slice(0, at), after: parts.slice(at + 1) }
}
