import type { Clock } from '../clock.js'
import type { Organization } from '../data/organization.js'
import { checkVersion, requestedVersion } from './api-version.js'
import { callerOf } from './caller.js'
import { projectRoutes } from './core/project-endpoints.js'
import { teamRoutes } from './core/team-endpoints.js'
import { badArgument, DevOpsError, notEmulated } from './devops-error.js'
import type { DevOps, DevOpsAnswer, DevOpsRequest } from './devops-request.js'
import { findProject, findTeam } from './find-project.js'
import { checkContentType } from './json-body.js'
import { connectionRoutes } from './location/connection-endpoints.js'
import { answerLocations } from './location/resource-locations.js'
import { createRouteTable, type RouteTable } from './route-table.js'
import { released, type EndpointCall, type Route, type Scope } from './route.js'
import { classificationNodeRoutes } from './wit/classification-node-endpoints.js'
import { fieldRoutes } from './wit/field-endpoints.js'
import { wiqlRoutes } from './wit/wiql-endpoint.js'
import { workItemRoutes } from './wit/work-item-endpoints.js'
import { workItemTypeRoutes } from './wit/work-item-type-endpoints.js'

export type { DevOps, DevOpsAnswer, DevOpsIdentity, DevOpsRequest } from './devops-request.js'

/** Every operation the sandbox emulates. */
export const routes: readonly Route[] = [
  ...connectionRoutes,
  ...projectRoutes,
  ...teamRoutes,
  ...fieldRoutes,
  ...workItemTypeRoutes,
  ...classificationNodeRoutes,
  ...wiqlRoutes,
  ...workItemRoutes,
]

/** The endpoints over an organization. `baseUrl()` is the server's address without the organization, without slash at the end. */
export function createDevOps(organization: Organization, baseUrl: () => string, clock: Clock): DevOps {
  const table = createRouteTable(routes)
  return {
    async handle(request) {
      try {
        return await answer(table, organization, `${baseUrl()}/${organization.name}`, clock.now(), request)
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

async function answer(
  table: RouteTable,
  organization: Organization,
  base: string,
  now: number,
  request: DevOpsRequest,
): Promise<DevOpsAnswer> {
  const { before, after } = readPath(request.path)
  const method = request.method.toUpperCase()
  if (method === 'OPTIONS') return answerLocations(routes, after)
  const scope = scopeOf(request, before)
  const version = requestedVersion(request.query, request.headers)
  const found = scope && table.find(method, scope, after)
  if (!found) {
    checkVersion(version, method, released(Infinity))
    throw notEmulated(`${method} ${request.path}`)
  }
  const { route, path } = found
  checkVersion(version, method, route.versions)
  if (route.body) checkContentType(request, route.body)
  const project = before[0] === undefined ? undefined : findProject(organization, before[0])
  const team = project && before[1] !== undefined ? findTeam(organization, project, before[1]) : undefined
  const call: EndpointCall = {
    organization,
    base,
    request,
    caller: callerOf(organization, request.identity),
    now,
    ...(project ? { project } : {}),
    ...(team ? { team } : {}),
    path,
    query: (name) => [...request.query].find(([key]) => key.toLowerCase() === name.toLowerCase())?.[1],
  }
  const answered = await route.answer(call)
  if (answered.body === undefined) return answered
  const contentType = `application/json; charset=utf-8; api-version=${version?.text ?? '7.1'}`
  return { ...answered, headers: { 'content-type': contentType, ...answered.headers } }
}

function scopeOf(request: DevOpsRequest, before: readonly string[]): Scope | undefined {
  if (request.deployment) return before.length === 0 ? 'deployment' : undefined
  return (['organization', 'project', 'team'] as const)[before.length]
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
