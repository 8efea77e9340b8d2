import type { Connection } from '../settings/connection.js'
import type { ServiceHost } from '../tables/table-definition.js'

/**
 * Hosts of Azure DevOps Services (facts 1.1). Profile goes to the one that takes Personal Access Tokens too and, unlike
 * app.vssps.visualstudio.com, has the organization in its path.
 */
const servicesHosts: Readonly<Record<ServiceHost, string>> = {
  core: 'dev.azure.com',
  graph: 'vssps.dev.azure.com',
  profile: 'vssps.dev.azure.com',
  entitlements: 'vsaex.dev.azure.com',
  release: 'vsrm.dev.azure.com',
  feeds: 'feeds.dev.azure.com',
  'test-results': 'vstmr.dev.azure.com',
  audit: 'auditservice.dev.azure.com',
}

/** True for Azure DevOps Services; false for an Azure DevOps Server or a sandbox, where one address serves every area. */
export function isAzureDevOpsServices(url: string): boolean {
  const { hostname, protocol } = new URL(url)
  return protocol === 'https:' && (hostname === 'dev.azure.com' || hostname.endsWith('.visualstudio.com'))
}

/**
 * Where the organization's paths of one role begin, without a slash at the end: `https://vsrm.dev.azure.com/contoso`,
 * `http://127.0.0.1:15490/contoso`. On a Server, the collection takes the organization's place (facts 1.2); a Service
 * URL that ends in it already is taken as it is.
 */
export function organizationUrl(connection: Connection, host: ServiceHost): string {
  const organization = encodeURIComponent(connection.organization)
  if (isAzureDevOpsServices(connection.url)) return `https://${servicesHosts[host]}/${organization}`
  const base = connection.url.replace(/\/+$/, '')
  return base.toLowerCase().endsWith(`/${organization.toLowerCase()}`) ? base : `${base}/${organization}`
}
