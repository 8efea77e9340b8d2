import { asAzdoError, type AzdoError } from '../errors/azdo-error.js'
import type { ServiceHost } from '../tables/table-definition.js'
import type { RestClient } from './rest-client.js'

/** What is known about an area after one small read of it. */
export type AreaAccess = 'allowed' | 'not allowed' | 'not there' | 'not checked'

export interface AreaReading {
  readonly area: string
  readonly access: AreaAccess
  /** Why it could not be checked. */
  readonly why?: string
}

/** The smallest read that needs an area's permission (facts 3.2, read scopes by area). */
interface AreaProbe {
  readonly area: string
  readonly host: ServiceHost
  /** Endpoints below a project are asked in one that the identity sees. */
  readonly below: 'organization' | 'project'
  readonly path: string
  readonly query?: Readonly<Record<string, number>>
  /** Resource version of a preview-only endpoint (facts 2.2). */
  readonly preview?: number
}

const probes: readonly AreaProbe[] = [
  { area: 'boards', host: 'core', below: 'organization', path: '/_apis/wit/fields/System.Id' },
  { area: 'repos', host: 'core', below: 'project', path: '/_apis/git/repositories' },
  { area: 'pipelines', host: 'core', below: 'project', path: '/_apis/build/definitions', query: { $top: 1 } },
  { area: 'test', host: 'core', below: 'project', path: '/_apis/testplan/plans' },
  { area: 'graph', host: 'graph', below: 'organization', path: '/_apis/graph/users', preview: 1 },
]

/**
 * Asks one endpoint of each area whether the identity may read it. `project`: the name of one it sees; without one, what
 * is below a project cannot be asked. Each is asked once and at the same time; a refusal is an answer, and any other
 * failure becomes "not checked". Never throws.
 */
export function readableAreas(client: RestClient, project: string | undefined): Promise<AreaReading[]> {
  return Promise.all(
    probes.map(async ({ area, host, below, path, query, preview }): Promise<AreaReading> => {
      if (below === 'project' && project === undefined)
        return { area, access: 'not checked', why: 'no project is visible' }
      const prefix = below === 'project' ? `/${encodeURIComponent(project!)}` : ''
      try {
        await client.json({ host, method: 'GET', path: prefix + path, query, preview, once: true })
        return { area, access: 'allowed' }
      } catch (thrown) {
        return { area, ...judge(asAzdoError(thrown)) }
      }
    }),
  )
}

/** 501: what answers knows of no such area (the sandbox says so of areas it does not emulate). */
function judge(error: AzdoError): Omit<AreaReading, 'area'> {
  const { code, status } = error
  if (code === 'SIGN_IN_REFUSED' || code === 'SERVICE_DENIED') return { access: 'not allowed' }
  if (code === 'SERVICE_NOT_FOUND') return { access: 'not there' }
  if (status === 501) return { access: 'not checked', why: 'not emulated here' }
  return { access: 'not checked', why: status === undefined ? 'no answer' : `status ${status}` }
}

/** `may read boards, repos; may not read graph; …`, one sentence. */
export function describeAreas(readings: readonly AreaReading[]): string {
  const of = (access: AreaAccess): string =>
    readings
      .filter((reading) => reading.access === access)
      .map(({ area, why }) => (why === undefined ? area : `${area} (${why})`))
      .join(', ')
  const parts: [string, string][] = [
    ['may read', of('allowed')],
    ['may not read', of('not allowed')],
    ['not there:', of('not there')],
    ['could not be checked:', of('not checked')],
  ]
  const said = parts.filter(([, areas]) => areas !== '').map(([words, areas]) => `${words} ${areas}`)
  return `The identity ${said.join('; ')}.`
}
