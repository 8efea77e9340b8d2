import { createDashboards, type Dashboard } from '../../data/dashboards/dashboards.js'
import { projectOf } from '../build/find-build.js'
import { jsonBody } from '../json-body.js'
import { list, previewOnly, type EndpointCall, type Route } from '../route.js'
import { dashboardAnswer, dashboardEntry, groupUrl } from './dashboard-answer.js'
import { allDashboards, checkETag, dashboardError, dashboardsOf, findDashboard } from './find-dashboard.js'
import { changeWidget, invalid, newWidget } from './widget-body.js'

const shared = {
  scope: ['project', 'team'],
  versions: previewOnly(3),
  location: { area: 'Dashboard', resource: 'Dashboards', id: '454b3e51-2e6e-48d4-ad81-978154089351' },
} as const
const one = 'dashboard/dashboards/{dashboardId}'

/** Most dashboards of a team (docs, "Work tracking, process, and project limits"). */
const mostDashboards = 500

/** Dashboards of a team, or of a project with all its teams. */
export const dashboardRoutes: readonly Route[] = [
  {
    ...shared,
    method: 'GET',
    pattern: 'dashboard/dashboards',
    answer: (call) => list(dashboardsOf(call).map((dashboard) => dashboardEntry(call, dashboard))),
  },
  {
    ...shared,
    method: 'GET',
    pattern: one,
    answer(call) {
      const dashboard = findDashboard(call)
      dashboard.accessedAt = call.now
      return {
        status: 200,
        headers: { etag: `"${dashboard.eTag}"` },
        body: dashboardAnswer(call, dashboard),
      }
    },
  },
  {
    ...shared,
    method: 'POST',
    pattern: 'dashboard/dashboards',
    body: 'application/json',
    answer: (call) => ({ status: 200, body: dashboardAnswer(call, createDashboard(call)) }),
  },
  {
    ...shared,
    method: 'PUT',
    pattern: 'dashboard/dashboards',
    body: 'application/json',
    answer: replaceGroup,
  },
  {
    ...shared,
    method: 'PUT',
    pattern: one,
    body: 'application/json',
    answer(call) {
      const dashboard = findDashboard(call)
      replaceDashboard(call, dashboard)
      return { status: 200, body: dashboardAnswer(call, dashboard) }
    },
  },
  {
    ...shared,
    method: 'DELETE',
    pattern: one,
    answer(call) {
      const dashboard = findDashboard(call)
      const all = allDashboards(call)
      all.splice(all.indexOf(dashboard), 1)
      return { status: 204 }
    },
  },
]

function createDashboard(call: EndpointCall): Dashboard {
  const body = jsonBody(call.request)
  const siblings = dashboardsOf(call)
  if (siblings.length >= mostDashboards)
    throw dashboardError(400, 'DashboardLimitException', `A team can have ${mostDashboards} dashboards.`)
  const dashboard: Dashboard = {
    id: call.organization.part(createDashboards).nextId(),
    eTag: 1,
    name: nameIn(call, body),
    ...(typeof body.description === 'string' ? { description: body.description } : {}),
    project: projectOf(call),
    ...(call.team ? { team: call.team } : {}),
    owner: call.caller,
    position: Number(body.position ?? siblings.length + 1),
    refreshInterval: Number(body.refreshInterval ?? 0),
    widgets: widgetBodies(body).map((widget) => newWidget(call, widget)),
    modifiedBy: call.caller,
    modifiedAt: call.now,
  }
  allDashboards(call).push(dashboard)
  return dashboard
}

/** Replaces name, place and widgets; a widget with an id that is there is changed, others are new. */
function replaceDashboard(call: EndpointCall, dashboard: Dashboard): void {
  const body = jsonBody(call.request)
  checkETag(body.eTag ?? call.request.headers.etag, dashboard.eTag, 'dashboard')
  const name = nameIn(call, body, dashboard)
  const widgets = Array.isArray(body.widgets)
    ? widgetBodies(body).map((given) => {
        const known = dashboard.widgets.find(({ id }) => id === String(given.id).toLowerCase())
        if (!known) return newWidget(call, given)
        changeWidget(known, given, true)
        return known
      })
    : dashboard.widgets
  dashboard.name = name
  dashboard.widgets = widgets
  if (typeof body.description === 'string') dashboard.description = body.description
  if (body.position !== undefined) dashboard.position = Number(body.position)
  if (body.refreshInterval !== undefined) dashboard.refreshInterval = Number(body.refreshInterval)
  touch(call, dashboard)
}

/** Names and places of several dashboards at once. */
function replaceGroup(call: EndpointCall) {
  const { dashboardEntries } = jsonBody(call.request)
  if (!Array.isArray(dashboardEntries)) throw invalid('dashboardEntries must be a list.')
  const own = dashboardsOf(call)
  const changes = (dashboardEntries as Record<string, unknown>[]).map((entry) => {
    const dashboard = own.find(({ id }) => id === String(entry.id).toLowerCase())
    if (!dashboard)
      throw dashboardError(
        404,
        'DashboardDoesNotExistException',
        `The dashboard with id '${String(entry.id)}' does not exist.`,
      )
    checkETag(entry.eTag, dashboard.eTag, 'dashboard')
    return { dashboard, entry }
  })
  for (const { dashboard, entry } of changes) {
    if (typeof entry.name === 'string' && entry.name !== '') dashboard.name = entry.name
    if (entry.position !== undefined) dashboard.position = Number(entry.position)
    if (entry.refreshInterval !== undefined) dashboard.refreshInterval = Number(entry.refreshInterval)
    touch(call, dashboard)
  }
  const url = groupUrl(call, { project: projectOf(call), ...(call.team ? { team: call.team } : {}) })
  const entries = dashboardsOf(call).map((dashboard) => dashboardEntry(call, dashboard))
  return {
    status: 200,
    body: {
      dashboardEntries: entries,
      permission: 'manage',
      teamDashboardPermission: 'managePermissions',
      url,
      _links: { self: { href: url }, dashboard: entries.map((entry) => ({ href: entry.url })) },
    },
  }
}

/** Notes who changed a dashboard. */
export function touch(call: EndpointCall, dashboard: Dashboard): void {
  dashboard.eTag++
  dashboard.modifiedAt = call.now
  dashboard.modifiedBy = call.caller
}

function nameIn(call: EndpointCall, { name }: Record<string, unknown>, own?: Dashboard): string {
  if (typeof name !== 'string' || name.trim() === '' || name.length > 128)
    throw invalid('The name of a dashboard must have 1 to 128 characters.')
  const taken = dashboardsOf(call).some(
    (other) => other !== own && other.team === call.team && other.name.toLowerCase() === name.toLowerCase(),
  )
  if (taken)
    throw dashboardError(
      409,
      'DuplicateDashboardNameException',
      `A dashboard named '${name}' exists already.`,
    )
  return name
}

function widgetBodies({ widgets }: Record<string, unknown>): Record<string, unknown>[] {
  return Array.isArray(widgets) ? (widgets as Record<string, unknown>[]) : []
}
