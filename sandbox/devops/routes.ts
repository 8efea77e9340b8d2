import type { Clock } from '../clock.js'
import type { Organization } from '../data/organization.js'
import { checkVersion, requestedVersion } from './api-version.js'
import { distributedTaskRoutes } from './distributed-task/distributed-task-area.js'
import { pipelinesAreaRoutes } from './pipelines/pipelines-area.js'
import { releaseAreaRoutes } from './release/release-area.js'
import { serviceEndpointRoutes } from './service-endpoint/service-endpoint-endpoints.js'
import { executionHistoryRoutes } from './service-endpoint/execution-history-endpoints.js'
import { buildAreaRoutes } from './build/build-area.js'
import { callerOf } from './caller.js'
import { collectionRoutes } from './core/collection-endpoints.js'
import { processRoutes } from './core/process-endpoints.js'
import { projectRoutes } from './core/project-endpoints.js'
import { projectPropertyRoutes } from './core/project-property-endpoints.js'
import { projectWriteRoutes } from './core/project-write-endpoints.js'
import { teamRoutes } from './core/team-endpoints.js'
import { teamWriteRoutes } from './core/team-write-endpoints.js'
import { badArgument, DevOpsError, notEmulated } from './devops-error.js'
import type { DevOps, DevOpsAnswer, DevOpsRequest } from './devops-request.js'
import { entitlementRoutes } from './entitlements/entitlement-endpoints.js'
import { entitlementWriteRoutes } from './entitlements/entitlement-write-endpoints.js'
import { groupEntitlementRoutes } from './entitlements/group-entitlement-endpoints.js'
import { findProject, findTeam } from './find-project.js'
import { gitRoutes } from './git/git-routes.js'
import { graphGroupRoutes } from './graph/group-endpoints.js'
import { graphLookupRoutes } from './graph/lookup-endpoints.js'
import { membershipRoutes } from './graph/membership-endpoints.js'
import { graphUserRoutes } from './graph/user-endpoints.js'
import { identityRoutes } from './identities/identity-endpoints.js'
import { checkContentType } from './json-body.js'
import { connectionRoutes } from './location/connection-endpoints.js'
import { answerLocations } from './location/resource-locations.js'
import { operationRoutes } from './operations/operation-endpoints.js'
import { createOperationQueue } from './operations/operation-queue.js'
import { evaluationRoutes } from './policy/evaluation-endpoints.js'
import { policyRoutes } from './policy/policy-endpoints.js'
import { processBehaviorRoutes } from './processes/process-behavior-endpoints.js'
import { processInfoRoutes } from './processes/process-info-endpoints.js'
import { processTypeRoutes } from './processes/process-type-endpoints.js'
import { profileRoutes } from './profile/profile-endpoints.js'
import { createRouteTable, type RouteTable } from './route-table.js'
import { released, type EndpointCall, type Route, type Scope } from './route.js'
import { securityRoutes } from './security/security-endpoints.js'
import { batchPatchRoutes } from './wit/batch-patch-endpoint.js'
import { classificationNodeRoutes } from './wit/classification-node-endpoints.js'
import { deleteRoutes } from './wit/delete-endpoints.js'
import { fieldRoutes } from './wit/field-endpoints.js'
import { wiqlRoutes } from './wit/wiql-endpoint.js'
import { workItemRoutes } from './wit/work-item-endpoints.js'
import { workItemTypeRoutes } from './wit/work-item-type-endpoints.js'
import { workItemWriteRoutes } from './wit/write-endpoints.js'
import { attachmentRoutes } from './wit/attachment-endpoints.js'
import { commentRoutes } from './wit/comment-endpoints.js'
import { commentReactionRoutes } from './wit/comment-reaction-endpoints.js'
import { iconRoutes } from './wit/icon-endpoints.js'
import { queryRoutes } from './wit/query-endpoints.js'
import { relationTypeRoutes } from './wit/relation-type-endpoints.js'
import { reportingLinkRoutes } from './wit/reporting-link-endpoints.js'
import { reportingRevisionRoutes } from './wit/reporting-revision-endpoints.js'
import { revisionRoutes } from './wit/revision-endpoints.js'
import { storedWiqlRoutes } from './wit/stored-wiql-endpoints.js'
import { tagRoutes } from './wit/tag-endpoints.js'
import { templateRoutes } from './wit/template-endpoints.js'
import { transitionRoutes } from './wit/transition-endpoints.js'
import { typeCategoryRoutes } from './wit/type-category-endpoints.js'
import { updateRoutes } from './wit/update-endpoints.js'
import { backlogRoutes } from './work/backlog-endpoints.js'
import { boardRoutes } from './work/board-endpoints.js'
import { boardWriteRoutes } from './work/board-write-endpoints.js'
import { capacityRoutes } from './work/capacity-endpoints.js'
import { iterationRoutes } from './work/iteration-endpoints.js'
import { orderRoutes } from './work/order-endpoints.js'
import { planRoutes } from './work/plan-endpoints.js'
import { taskboardRoutes } from './work/taskboard-endpoints.js'
import { teamSettingRoutes } from './work/team-setting-endpoints.js'
import { artifactsAreaRoutes } from './artifacts/artifacts-area.js'
import { auditAreaRoutes } from './audit/audit-area.js'
import { dashboardAreaRoutes } from './dashboard/dashboard-area.js'
import { favoriteRoutes } from './favorite/favorite-endpoints.js'
import { hooksAreaRoutes } from './hooks/hooks-area.js'
import { testAreaRoutes } from './test/test-area.js'
import { testPlanAreaRoutes } from './test-plan/test-plan-area.js'
import { testResultsAreaRoutes } from './test-results/test-results-area.js'
import { wikiAreaRoutes } from './wiki/wiki-area.js'

export type { DevOps, DevOpsAnswer, DevOpsIdentity, DevOpsRequest } from './devops-request.js'

/** Every operation the sandbox emulates. */
export const routes: readonly Route[] = [
  ...connectionRoutes,
  ...projectRoutes,
  ...projectWriteRoutes,
  ...projectPropertyRoutes,
  ...processRoutes,
  ...collectionRoutes,
  ...operationRoutes,
  ...teamRoutes,
  ...teamWriteRoutes,
  ...graphUserRoutes,
  ...graphGroupRoutes,
  ...membershipRoutes,
  ...graphLookupRoutes,
  ...identityRoutes,
  ...entitlementRoutes,
  ...entitlementWriteRoutes,
  ...groupEntitlementRoutes,
  ...profileRoutes,
  ...securityRoutes,
  ...gitRoutes,
  ...policyRoutes,
  ...evaluationRoutes,
  ...teamSettingRoutes,
  ...iterationRoutes,
  ...capacityRoutes,
  ...boardRoutes,
  ...boardWriteRoutes,
  ...backlogRoutes,
  ...orderRoutes,
  ...planRoutes,
  ...taskboardRoutes,
  ...processInfoRoutes,
  ...processTypeRoutes,
  ...processBehaviorRoutes,
  ...fieldRoutes,
  ...workItemTypeRoutes,
  ...classificationNodeRoutes,
  ...wiqlRoutes,
  ...workItemRoutes,
  ...workItemWriteRoutes,
  ...batchPatchRoutes,
  ...deleteRoutes,
  ...attachmentRoutes,
  ...commentRoutes,
  ...commentReactionRoutes,
  ...iconRoutes,
  ...queryRoutes,
  ...relationTypeRoutes,
  ...reportingLinkRoutes,
  ...reportingRevisionRoutes,
  ...revisionRoutes,
  ...storedWiqlRoutes,
  ...tagRoutes,
  ...templateRoutes,
  ...transitionRoutes,
  ...typeCategoryRoutes,
  ...updateRoutes,
  ...buildAreaRoutes,
  ...executionHistoryRoutes,
  ...serviceEndpointRoutes,
  ...releaseAreaRoutes,
  ...pipelinesAreaRoutes,
  ...distributedTaskRoutes,
  ...artifactsAreaRoutes,
  ...auditAreaRoutes,
  ...dashboardAreaRoutes,
  ...favoriteRoutes,
  ...hooksAreaRoutes,
  ...testAreaRoutes,
  ...testPlanAreaRoutes,
  ...testResultsAreaRoutes,
  ...wikiAreaRoutes,
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
  organization.part(createOperationQueue).settle(now)
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
