import { AzdoError } from '../errors/azdo-error.js'
import type { RestRequest } from '../rest/rest-client.js'
import type { ServiceHost } from '../tables/table-definition.js'

/** Hosts of areas that are not served by the main one (facts 1.1). */
const hosts: Readonly<Record<string, ServiceHost>> = {
  graph: 'graph',
  identities: 'graph',
  profile: 'profile',
  userentitlements: 'entitlements',
  groupentitlements: 'entitlements',
  memberentitlements: 'entitlements',
  release: 'release',
  packaging: 'feeds',
  testresults: 'test-results',
  audit: 'audit',
}

/** What stands behind `_apis/` in requests by POST that only read. */
const readingPosts = [
  /^wit\/(?:wiql|workitemsbatch|queriesbatch|artifacturiquery|reporting\/workitemrevisions)$/,
  /^git\/repositories\/[^/]+\/(?:commitsbatch|itemsbatch|pullrequestquery)$/,
  /^wiki\/wikis\/[^/]+\/pagesbatch$/,
  /^graph\/(?:subjectlookup|subjectquery)$/,
  /^security\/permissionevaluationbatch$/,
]

/**
 * The request that `rest(method, path, body)` of SQL stands for: GET, or a POST that only reads, below the address of the
 * connection's organization. An `api-version` in the path is kept. Error: CALL_REFUSED.
 */
export function restRequest(
  method: string | null,
  path: string | null,
  body: unknown,
): Pick<RestRequest, 'host' | 'method' | 'path' | 'query' | 'body' | 'safe'> {
  const [before, ...after] = (path ?? '').split('?')
  if (!before?.startsWith('/')) throw refused(`A path begins with a slash, after the organization: ${before}`)
  const encoded = encodedPath(before)
  const area = /\/_apis\/(.*)$/i.exec(encoded)?.[1]?.toLowerCase().replace(/\/$/, '') ?? ''
  const host = hosts[area.split('/')[0] ?? ''] ?? 'core'
  const query = Object.fromEntries(new URLSearchParams(after.join('?')))
  const verb = (method ?? '').toUpperCase()
  if (verb === 'GET') {
    if (body !== null && body !== undefined) throw refused('GET has no body.')
    return { host, method: 'GET', path: encoded, query }
  }
  if (verb !== 'POST') throw refused(`rest() only reads: not by ${verb === '' ? 'NULL' : verb}.`)
  if (!readingPosts.some((known) => known.test(area)))
    throw refused(`rest() only reads, and a POST to ${before} may not.`)
  return { host, method: 'POST', path: encoded, query, body: body ?? {}, safe: true }
}

/** Percent-encodes what a URL could take for something else than a part of its path. */
function encodedPath(path: string): string {
  const encoded = path
    .replaceAll(/\p{Surrogate}/gu, '\ufffd')
    .replaceAll(/%(?![0-9a-f]{2})/gi, '%25')
    .replaceAll(/[^\w\-.~!$&'()*+,;=:@%/]/gu, (character) => encodeURIComponent(character))
  // A URL would take these as a way out of the organization.
  if (encoded.split('/').some((segment) => /^(?:\.|%2e){1,2}$/i.test(segment)))
    throw refused(`The path ${path} leads out of the organization.`)
  return encoded
}

function refused(message: string): AzdoError {
  return new AzdoError('CALL_REFUSED', message, {
    hint: `rest('GET', '/_apis/projects') reads from the connection's own organization; changes are made by INSERT, UPDATE and DELETE.`,
  })
}
