import { createGit } from '../git/git-data.js'
import type { Organization } from '../organization.js'
import type { Person } from '../people.js'
import type { Project } from '../projects.js'
import { below, guid, pick, randomStream, streams } from '../random.js'
import { lastDate, workers } from '../work-item-columns.js'
import { auditActions, type AuditAction } from './audit-actions.js'

/** Something that was done. */
export interface AuditEntry {
  /** Newer entries have later ids. */
  id: string
  /** Milliseconds since 1970. */
  at: number
  action: AuditAction
  /** Whom the event is about, e.g. the name of a repository. */
  what: string
  actor: Person
  project?: Project
  correlationId: string
  activityId: string
  ipAddress: string
  userAgent: string
  authentication: string
}

/** Where events are sent to. */
export interface AuditStream {
  id: number
  consumerType: string
  displayName: string
  consumerInputs: Record<string, string>
  status: 'enabled' | 'disabledByUser' | 'backfilling'
  createdAt: number
  updatedAt: number
}

/** The audit log of the organization. */
export interface AuditData {
  /** Newest first. */
  entries: readonly AuditEntry[]
  streams: Map<number, AuditStream>
}

const entryCount = 2600
/** The service keeps events for 90 days. */
const keptFor = 90 * 86_400_000

const agents = [
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64)',
  'git/2.45.0 (linux) Größe/1',
  'VSServices/16.205',
  'curl/8.7.1',
]

/** The audit log of an organization; get it by `organization.part(createAuditLog)`. */
export function createAuditLog(organization: Organization): AuditData {
  const { seed, people, projects } = organization
  const random = randomStream(seed, streams.auditEntry)
  const visible = projects.filter(({ state, created }) => state === 'wellFormed' && !created).slice(0, 20)
  const git = organization.part(createGit)
  const entries: AuditEntry[] = []
  let at = lastDate - keptFor
  for (let number = 0; number < entryCount; number++) {
    // Many events share a time, as several come from one request.
    if (random() < 0.8) at += below(random, Math.floor((2 * keptFor) / entryCount))
    const action = pick(random, auditActions)
    const actor = people[below(random, workers)] as Person
    const project = action.inProject ? pick(random, visible) : undefined
    const whom = people[below(random, people.length)] as Person
    const what =
      project && action.area === 'Git'
        ? pick(random, git.repositoriesOf(project)).name
        : project && (action.area === 'Project' || action.area === 'Pipelines')
          ? project.name
          : whom.displayName
    entries.push({
      id: `${String(at).padStart(14, '0')};${String(number).padStart(6, '0')}`,
      at: Math.min(at, lastDate),
      action,
      what,
      actor,
      ...(project ? { project } : {}),
      correlationId: guid(seed, streams.auditEntry, Math.floor(number / 2), 1),
      activityId: guid(seed, streams.auditEntry, number, 2),
      ipAddress: random() < 0.1 ? '2001:db8::1' : `203.0.113.${below(random, 256)}`,
      userAgent: pick(random, agents),
      authentication: pick(random, ['AAD_JWT', 'PAT', 'S2S_ServicePrincipal']),
    })
  }
  return {
    entries: entries.reverse(),
    streams: new Map([
      [
        1,
        {
          id: 1,
          consumerType: 'Splunk',
          displayName: 'https://splunk.fabrikam.example:8088',
          consumerInputs: {
            SplunkUrl: 'https://splunk.fabrikam.example:8088',
            SplunkEventCollectorToken: 'secret',
          },
          status: 'enabled',
          createdAt: lastDate - keptFor,
          updatedAt: lastDate - keptFor,
        },
      ],
    ]),
  }
}
