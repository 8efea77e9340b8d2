import { AZURE_DEVOPS_APP_ID, AZURE_DEVOPS_RESOURCE } from './access-tokens.js'

/** App id and URI of Microsoft Graph, which every tenant has. Its tokens are of the wrong audience for Azure DevOps. */
export const GRAPH_APP_ID = '00000003-0000-0000-c000-000000000000'
export const GRAPH_RESOURCE = 'https://graph.microsoft.com'

/** Scopes of the OpenID protocol itself; they belong to no resource. */
export const PROTOCOL_SCOPES: ReadonlySet<string> = new Set(['openid', 'profile', 'email', 'offline_access'])

/**
 * Delegated permissions of Azure DevOps (facts 3.2). Each grants what it begins with too: vso.work_full
 * includes vso.work_write, which includes vso.work.
 */
const DEVOPS_PERMISSIONS = (
  'user_impersonation ' +
  'vso.profile vso.profile_write vso.project vso.project_write vso.project_manage ' +
  'vso.work vso.work_write vso.work_full vso.code vso.code_write vso.code_manage vso.code_full vso.code_status vso.threads_full ' +
  'vso.build vso.build_execute vso.release vso.release_execute vso.release_manage vso.test vso.test_write ' +
  'vso.graph vso.graph_manage vso.identity vso.identity_manage vso.memberentitlementmanagement ' +
  'vso.memberentitlementmanagement_write vso.packaging vso.packaging_write vso.packaging_manage vso.wiki ' +
  'vso.wiki_write vso.dashboards vso.dashboards_manage vso.serviceendpoint vso.serviceendpoint_query ' +
  'vso.serviceendpoint_manage vso.variablegroups_read vso.variablegroups_write vso.variablegroups_manage ' +
  'vso.taskgroups_read vso.taskgroups_write vso.taskgroups_manage vso.environment_manage vso.machinegroup_manage vso.agentpools ' +
  'vso.agentpools_manage vso.auditlog vso.auditstreams_manage vso.extension vso.extension_manage vso.notification ' +
  'vso.notification_write vso.symbols vso.symbols_write vso.advsec vso.advsec_write vso.security_manage'
).split(' ')
const GRAPH_PERMISSIONS = ['User.Read', 'User.ReadBasic.All']

interface Resource {
  appId: string
  uri: string
  permissions: readonly string[]
}
const AZURE_DEVOPS: Resource = {
  appId: AZURE_DEVOPS_APP_ID,
  uri: AZURE_DEVOPS_RESOURCE,
  permissions: DEVOPS_PERMISSIONS,
}
const GRAPH: Resource = { appId: GRAPH_APP_ID, uri: GRAPH_RESOURCE, permissions: GRAPH_PERMISSIONS }
const RESOURCES = [AZURE_DEVOPS, GRAPH]

/** The resource of that app id or URI (a slash at its end does no harm), or undefined. */
export function findResource(name: string): { appId: string; uri: string } | undefined {
  const bare = name.replace(/\/$/, '').toLowerCase()
  return RESOURCES.find(({ appId, uri }) => bare === appId || bare === uri)
}

/** Every scope of the resource, in both its forms, as the provider wants to know them. */
export function scopesOfResource(uri: string): string[] {
  const resource = RESOURCES.find((one) => one.uri === uri)
  return [...(resource?.permissions ?? []), '.default'].flatMap((name) => bothForms(uri, name))
}

/** A permission's scope with the resource's URI and with its app id; both mean the same. */
export function bothForms(uri: string, permission: string): string[] {
  const resource = RESOURCES.find((one) => one.uri === uri) ?? AZURE_DEVOPS
  const bare = resource === GRAPH ? [permission] : []
  return [`${resource.uri}/${permission}`, `${resource.appId}/${permission}`, ...bare]
}

/** Splits a scope into the resource it names and the permission. A bare name is one of Graph. */
export function splitScope(scope: string): { resource: string; permission: string } {
  const slash = scope.lastIndexOf('/')
  return slash < 0
    ? { resource: GRAPH_RESOURCE, permission: scope }
    : { resource: scope.slice(0, slash), permission: scope.slice(slash + 1) }
}

/** What is wrong with the scope of a person's sign-in. */
export type ScopeFault =
  | { fault: 'unknown resource'; resource: string }
  | { fault: 'unknown permission'; permission: string; resource: string }
  | { fault: 'several resources' }
  | { fault: 'default with others' }

/**
 * The one resource that the scope of a person's sign-in is about (Graph when it names none, as in Entra),
 * or what is wrong with it.
 */
export function readDelegatedScope(scope: string): { uri: string; permissions: string[] } | ScopeFault {
  const parts = scope.split(' ').filter((part) => part !== '' && !PROTOCOL_SCOPES.has(part))
  let found: Resource | undefined
  const permissions: string[] = []
  for (const part of parts) {
    const { resource: name, permission } = splitScope(part)
    const known = findResource(name)
    const resource = RESOURCES.find(({ appId }) => appId === known?.appId)
    if (!resource) return { fault: 'unknown resource', resource: name }
    if (found !== undefined && found !== resource) return { fault: 'several resources' }
    if (permission !== '.default' && !resource.permissions.includes(permission))
      return { fault: 'unknown permission', permission, resource: resource.appId }
    found = resource
    permissions.push(permission)
  }
  if (permissions.includes('.default') && permissions.length > 1) return { fault: 'default with others' }
  return { uri: (found ?? GRAPH).uri, permissions }
}
