import { createDashboards, type Dashboard, type Widget } from '../../data/dashboards/dashboards.js'
import { projectOf } from '../build/find-build.js'
import { DevOpsError } from '../devops-error.js'
import type { EndpointCall } from '../route.js'

const space = 'Microsoft.TeamFoundation.Dashboards.WebApi'

/** An error of the dashboard service (words and some type keys unconfirmed). */
export function dashboardError(status: number, typeKey: string, message: string): DevOpsError {
  return new DevOpsError(status, `${space}.${typeKey}`, message)
}

/** All dashboards of the project, to be changed in place. */
export function allDashboards(call: EndpointCall): Dashboard[] {
  return call.organization.part(createDashboards).of(projectOf(call))
}

/** Those of the team of the address, or without one all of the project; in their order. */
export function dashboardsOf(call: EndpointCall): Dashboard[] {
  return allDashboards(call)
    .filter(({ team }) => !call.team || team === call.team)
    .sort((a, b) => (a.team === b.team ? a.position - b.position : 0))
}

/** The dashboard of the address; 404 when the team or project has none of that id. */
export function findDashboard(call: EndpointCall): Dashboard {
  const id = (call.path.dashboardId as string).toLowerCase()
  const found = dashboardsOf(call).find((dashboard) => dashboard.id === id)
  if (!found)
    throw dashboardError(
      404,
      'DashboardDoesNotExistException',
      `The dashboard with id '${id}' does not exist.`,
    )
  return found
}

/** The widget of the address; 404 when the dashboard has none of that id. */
export function findWidget(call: EndpointCall, dashboard: Dashboard, id = call.path.widgetId ?? ''): Widget {
  const found = dashboard.widgets.find((widget) => widget.id === id.toLowerCase())
  if (!found)
    throw dashboardError(404, 'WidgetDoesNotExistException', `The widget with id '${id}' does not exist.`)
  return found
}

/** Refuses a change of something that changed since it was read (409; unconfirmed). */
export function checkETag(given: unknown, actual: number, what: string): void {
  if (given === undefined || given === null || given === '') return
  if (String(given).replaceAll('"', '') === String(actual)) return
  throw dashboardError(
    409,
    'DashboardETagConflictException',
    `The ${what} was changed since it was read: its eTag is ${actual}.`,
  )
}
