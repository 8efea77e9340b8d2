/** Base URL of Azure DevOps Services (facts 1). */
export const cloudUrl = 'https://dev.azure.com'

/** Where a service answers and which organization or collection is meant. */
export interface ServicePlace {
  /** Without a slash at its end. */
  readonly url: string
  readonly organization?: string
}

/** Whether a URL's host is this machine: plain http to it does not leave the machine. */
export function isLoopback(url: URL): boolean {
  return url.hostname === 'localhost' || url.hostname === '[::1]' || /^127(\.\d+){3}$/.test(url.hostname)
}

/** A URL from the browser's address bar, with or without its scheme; undefined for a mere name. */
export function pastedUrl(text: string): URL | undefined {
  const withScheme = /^[a-z][a-z0-9+.-]*:\/\//i.test(text)
    ? text
    : /^[^/\s]+\.[^/\s]+(\/|$)/.test(text)
      ? `https://${text}`
      : ''
  return URL.canParse(withScheme) ? new URL(withScheme) : undefined
}

/**
 * Splits a URL of a page, repository or collection into service and organization. Understands dev.azure.com and its
 * sibling hosts, {org}.visualstudio.com (facts 1.2: still routed; the same organization is at dev.azure.com), and
 * Azure DevOps Server in its form `https://{server}[:8080][/tfs]/{collection}` (facts 1.2). A part that starts with
 * `_` (`_git`, `_workitems`) is a page's. The organization is undefined when the URL names none.
 */
export function splitServiceUrl(page: URL): ServicePlace {
  const host = page.hostname.toLowerCase()
  const parts = page.pathname.split('/').filter((part) => part !== '')
  const legacy = /^([a-z0-9-]+)(\.[a-z]+)?\.visualstudio\.com$/.exec(host)
  if (legacy) return { url: cloudUrl, organization: legacy[1] === 'app' ? undefined : legacy[1] }
  const before = !isCloud(host) && parts[0]?.toLowerCase() === 'tfs' ? parts.slice(0, 1) : []
  const part = parts[before.length]
  const url = isCloud(host) ? cloudUrl : [page.origin, ...before].join('/')
  return { url, organization: part === undefined || part.startsWith('_') ? undefined : decoded(part) }
}

/** The text form of a base URL: no slash at its end, sibling cloud hosts as dev.azure.com. */
export function baseUrl(url: URL): string {
  return (isCloud(url.hostname) ? cloudUrl : url.origin) + url.pathname.replace(/\/+$/, '')
}

function isCloud(host: string): boolean {
  return host === 'dev.azure.com' || host.endsWith('.dev.azure.com')
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}
