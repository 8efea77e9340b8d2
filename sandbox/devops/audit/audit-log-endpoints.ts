import { auditActions, type AuditCategory } from '../../data/audit/audit-actions.js'
import { createAuditLog, type AuditEntry } from '../../data/audit/audit-log.js'
import { badArgument } from '../devops-error.js'
import { wholeNumber, word } from '../query-parameters.js'
import { list, previewOnly, type EndpointCall, type Route } from '../route.js'
import { serviceDate } from '../service-date.js'
import { momentParameter } from '../moment.js'

const shared = { method: 'GET', scope: ['organization'], versions: previewOnly(1) } as const

/** Entries of one answer when the request does not say, and most of them (unconfirmed). */
const batchSize = 200
const mostEntries = 100_000

const categories: Readonly<Record<AuditCategory, string>> = {
  modify: 'Modify',
  remove: 'Remove',
  create: 'Create',
  access: 'Access',
  execute: 'Execute',
}

/** The audit log: kinds of events, the events newest first, and all of them as a file. */
export const auditLogRoutes: readonly Route[] = [
  {
    ...shared,
    pattern: 'audit/actions',
    answer(call) {
      const area = call.query('areaName')?.toLowerCase()
      const fitting = auditActions.filter((action) => !area || action.area.toLowerCase() === area)
      return list(
        fitting.map((action) => ({ area: action.area, category: action.category, actionId: action.id })),
      )
    },
  },
  {
    ...shared,
    pattern: 'audit/auditlog',
    answer(call) {
      const length = Math.min(wholeNumber(call, 'batchSize', 1, batchSize), mostEntries)
      const after = entryAfter(call)
      const left = entriesAsked(call).filter(({ id }) => after === undefined || id < after)
      const page = left.slice(0, length)
      const last = page.at(-1)?.id ?? after
      return {
        status: 200,
        body: {
          decoratedAuditLogEntries: page.map((entry) => entryAnswer(call, entry)),
          // The token is there on the last page too; `hasMore` tells.
          continuationToken: last === undefined ? null : Buffer.from(last).toString('base64'),
          hasMore: left.length > length,
        },
      }
    },
  },
  {
    ...shared,
    pattern: 'audit/downloadlog',
    answer(call) {
      const format = word(call, 'format', ['json', 'csv', ''], '')
      if (format === '') throw badArgument('A value is required for format in the request.')
      const entries = entriesAsked(call).map((entry) => entryAnswer(call, entry))
      return {
        status: 200,
        headers: {
          'content-type': 'application/octet-stream',
          'content-disposition': `attachment; filename=auditlog.${format}`,
        },
        content: format === 'json' ? JSON.stringify(entries) : csv(entries),
      }
    },
  },
]

function entriesAsked(call: EndpointCall): readonly AuditEntry[] {
  const from = momentParameter(call, 'startTime') ?? -Infinity
  const to = momentParameter(call, 'endTime') ?? Infinity
  const { entries } = call.organization.part(createAuditLog)
  return from === -Infinity && to === Infinity ? entries : entries.filter(({ at }) => at >= from && at <= to)
}

/** The id the token of the answer before stands for. */
function entryAfter(call: EndpointCall): string | undefined {
  const token = call.query('continuationToken')
  if (!token) return undefined
  const id = Buffer.from(token, 'base64').toString()
  if (!/^\d{14};\d{6}$/.test(id)) throw badArgument(`The continuation token "${token}" is not valid.`)
  return id
}

function entryAnswer(call: EndpointCall, entry: AuditEntry): Record<string, unknown> {
  const { action, actor, project } = entry
  const { organization, base } = call
  return {
    id: entry.id,
    correlationId: entry.correlationId,
    activityId: entry.activityId,
    actorCUID: actor.id,
    actorUserId: actor.id,
    actorClientId: '00000000-0000-0000-0000-000000000000',
    actorUPN: actor.uniqueName,
    actorDisplayName: actor.displayName,
    actorImageUrl: `${base}/_apis/GraphProfile/MemberAvatars/${actor.descriptor}`,
    authenticationMechanism: entry.authentication,
    timestamp: serviceDate(entry.at),
    scopeType: 'organization',
    scopeDisplayName: `${organization.name} (Organization)`,
    scopeId: organization.id,
    projectId: project?.id ?? '00000000-0000-0000-0000-000000000000',
    projectName: project?.name ?? '',
    ipAddress: entry.ipAddress,
    userAgent: entry.userAgent,
    actionId: action.id,
    area: action.area,
    category: action.category,
    categoryDisplayName: categories[action.category],
    data: { Name: entry.what, ...(project ? { ProjectName: project.name } : {}) },
    details: action.details.replace('{what}', () => entry.what),
  }
}

function csv(entries: readonly Record<string, unknown>[]): string {
  const names = Object.keys(entries[0] ?? { id: '' })
  const cell = (value: unknown) =>
    `"${(typeof value === 'object' ? JSON.stringify(value) : String(value)).replaceAll('"', '""')}"`
  const rows = entries.map((entry) => names.map((name) => cell(entry[name])).join(','))
  return [names.join(','), ...rows].join('\r\n')
}
