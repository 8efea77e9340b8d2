import {
  createPipelineChecks,
  type Grant,
  type ResourcePermission,
} from '../../data/agents/pipeline-checks.js'
import { findDefinition, projectOf } from '../build/find-build.js'
import { badArgument } from '../devops-error.js'
import { identityReference } from '../identity-reference.js'
import { jsonBody, jsonList } from '../json-body.js'
import { list, previewOnly, type EndpointCall, type Route } from '../route.js'
import { serviceDate } from '../service-date.js'
import { readResource } from './check-endpoints.js'

const shared = {
  scope: ['project'],
  versions: previewOnly(1),
} as const

const one = { ...shared, pattern: 'pipelines/pipelinepermissions/{resourceType}/{resourceId}' }

/** Which pipelines may use a protected resource. */
export const pipelinePermissionRoutes: readonly Route[] = [
  {
    ...one,
    method: 'GET',
    answer: (call) => ({ status: 200, body: permissionAnswer(call, ofAddress(call)) }),
  },
  {
    ...one,
    method: 'PATCH',
    body: 'application/json',
    answer(call) {
      const permission = ofAddress(call)
      change(call, permission, jsonBody(call.request))
      return { status: 200, body: permissionAnswer(call, permission) }
    },
  },
  {
    ...shared,
    method: 'PATCH',
    pattern: 'pipelines/pipelinepermissions',
    body: 'application/json',
    answer(call) {
      const changed = jsonList(call.request).map((entry) => {
        const body = (entry ?? {}) as Record<string, unknown>
        const { type, id } = readResource(body.resource)
        const permission = permissionOf(call, type, id)
        change(call, permission, body)
        return permissionAnswer(call, permission)
      })
      return list(changed)
    },
  },
]

function ofAddress(call: EndpointCall): ResourcePermission {
  return permissionOf(call, call.path.resourceType as string, call.path.resourceId as string)
}

function permissionOf(call: EndpointCall, type: string, id: string): ResourcePermission {
  return call.organization.part(createPipelineChecks).permission(projectOf(call), type, id)
}

/** Pipelines that do not exist are refused before anything changes. */
function change(call: EndpointCall, permission: ResourcePermission, body: Record<string, unknown>): void {
  const wanted = ((body.pipelines ?? []) as { id?: unknown; authorized?: unknown }[]).map(
    ({ id, authorized }) => {
      if (typeof id !== 'number') throw badArgument('A pipeline has no id.')
      findDefinition(call, id)
      return { id, authorized: authorized === true }
    },
  )
  const now = { by: call.caller, at: call.now }
  for (const { id, authorized } of wanted) {
    if (authorized) permission.pipelines.set(id, now)
    else permission.pipelines.delete(id)
  }
  const everyone = (body.allPipelines as { authorized?: unknown } | null | undefined)?.authorized
  if (everyone === true) permission.allPipelines = now
  if (everyone === false) delete permission.allPipelines
}

function permissionAnswer(call: EndpointCall, { resource, allPipelines, pipelines }: ResourcePermission) {
  const granted = ({ by, at }: Grant) => ({
    authorized: true,
    authorizedBy: identityReference(call.base, by),
    authorizedOn: serviceDate(at),
  })
  return {
    resource: { type: resource.type, id: resource.id },
    ...(allPipelines ? { allPipelines: granted(allPipelines) } : {}),
    pipelines: [...pipelines].map(([id, grant]) => ({ id, ...granted(grant) })),
  }
}
