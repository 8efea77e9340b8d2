import {
  checkTypes,
  createPipelineChecks,
  type CheckConfiguration,
  type CheckedResource,
} from '../../data/agents/pipeline-checks.js'
import { pathNumber, projectOf } from '../build/find-build.js'
import { badArgument, DevOpsError, notEmulated } from '../devops-error.js'
import { identityReference } from '../identity-reference.js'
import { jsonBody, jsonList } from '../json-body.js'
import { list, previewOnly, type EndpointCall, type Route } from '../route.js'
import { serviceDate } from '../service-date.js'
import { enumParameter } from '../enum-value.js'

const shared = {
  scope: ['project'],
  versions: previewOnly(1),
} as const
const all = { ...shared, pattern: 'pipelines/checks/configurations' }
const one = { ...shared, pattern: 'pipelines/checks/configurations/{id}' }

/** Checks of protected resources; their settings are shown with `$expand=settings` only. */
export const checkRoutes: readonly Route[] = [
  {
    ...all,
    method: 'GET',
    answer(call) {
      const type = call.query('resourceType')?.toLowerCase()
      const id = call.query('resourceId')?.toLowerCase()
      const found = checksOf(call).filter(
        ({ resource }) =>
          (!type || resource.type.toLowerCase() === type) && (!id || resource.id.toLowerCase() === id),
      )
      return list(found.map((check) => checkAnswer(call, check, expanded(call))))
    },
  },
  { ...all, method: 'POST', body: 'application/json', answer: addCheck },
  {
    ...one,
    method: 'GET',
    answer: (call) => ({ status: 200, body: checkAnswer(call, findCheck(call), expanded(call)) }),
  },
  { ...one, method: 'PATCH', body: 'application/json', answer: updateCheck },
  {
    ...one,
    method: 'DELETE',
    answer(call) {
      const checks = checksOf(call)
      checks.splice(checks.indexOf(findCheck(call)), 1)
      return { status: 204 }
    },
  },
  {
    method: 'POST',
    pattern: 'pipelines/checks/queryconfigurations',
    scope: ['project'],
    versions: previewOnly(1),
    body: 'application/json',
    answer(call) {
      const resources = jsonList(call.request).map(readResource)
      const found = checksOf(call).filter(({ resource }) =>
        resources.some(
          ({ type, id }) => type.toLowerCase() === resource.type.toLowerCase() && id === resource.id,
        ),
      )
      return list(found.map((check) => checkAnswer(call, check, expanded(call))))
    },
  },
]

function checksOf(call: EndpointCall): CheckConfiguration[] {
  return call.organization.part(createPipelineChecks).configurations(projectOf(call))
}

function findCheck(call: EndpointCall): CheckConfiguration {
  const id = pathNumber(call, 'id')
  const found = checksOf(call).find((check) => check.id === id)
  if (!found)
    throw new DevOpsError(
      404,
      'Microsoft.Azure.Pipelines.Checks.WebApi.CheckConfigurationNotFoundException',
      `The check configuration ${id} does not exist.`,
    )
  return found
}

function expanded(call: EndpointCall): boolean {
  return enumParameter(call, '$expand', { none: 0, settings: 1 }, 'none') === 'settings'
}

/** A resource in a body. */
export function readResource(value: unknown): CheckedResource {
  const { type, id, name } = (value ?? {}) as Record<string, unknown>
  if (typeof type !== 'string' || type === '' || typeof id !== 'string' || id === '')
    throw badArgument('The resource has no type or no id.')
  return { type, id, ...(typeof name === 'string' ? { name } : {}) }
}

function addCheck(call: EndpointCall) {
  const body = jsonBody(call.request)
  const made = call.organization.part(createPipelineChecks).addConfiguration(projectOf(call), {
    type: readType(body.type),
    settings: (body.settings ?? {}) as Record<string, unknown>,
    resource: readResource(body.resource),
    timeout: typeof body.timeout === 'number' ? body.timeout : 43_200,
    isDisabled: body.isDisabled === true,
    createdBy: call.caller,
    createdAt: call.now,
    modifiedBy: call.caller,
    modifiedAt: call.now,
  })
  return { status: 200, body: checkAnswer(call, made, true) }
}

function updateCheck(call: EndpointCall) {
  const check = findCheck(call)
  const { settings, timeout, type, resource, isDisabled } = jsonBody(call.request)
  if (type !== undefined && readType(type).id !== check.type.id)
    throw badArgument('The type of a check cannot change.')
  if (resource !== undefined) check.resource = readResource(resource)
  if (settings !== undefined && settings !== null) check.settings = settings as Record<string, unknown>
  if (typeof timeout === 'number') check.timeout = timeout
  if (typeof isDisabled === 'boolean') check.isDisabled = isDisabled
  check.modifiedBy = call.caller
  check.modifiedAt = call.now
  return { status: 200, body: checkAnswer(call, check, true) }
}

function readType(value: unknown): CheckConfiguration['type'] {
  const { id, name } = (value ?? {}) as { id?: unknown; name?: unknown }
  const found = Object.values(checkTypes).find(
    (type) =>
      (typeof id === 'string' && type.id === id.toLowerCase()) || (id === undefined && type.name === name),
  )
  if (!found) throw notEmulated(`checks of type ${String(name ?? id)}`)
  return found
}

function checkAnswer(call: EndpointCall, check: CheckConfiguration, withSettings: boolean) {
  const url = `${call.base}/${projectOf(call).id}/_apis/pipelines/checks/configurations/${check.id}`
  return {
    ...(withSettings ? { settings: check.settings } : {}),
    createdBy: identityReference(call.base, check.createdBy),
    createdOn: serviceDate(check.createdAt),
    modifiedBy: identityReference(call.base, check.modifiedBy),
    modifiedOn: serviceDate(check.modifiedAt),
    timeout: check.timeout,
    ...(check.isDisabled ? { isDisabled: true } : {}),
    _links: { self: { href: url } },
    id: check.id,
    type: check.type,
    url,
    resource: check.resource,
  }
}
