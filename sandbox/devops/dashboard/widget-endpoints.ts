import type { Dashboard, Widget } from '../../data/dashboards/dashboards.js'
import type { DevOpsAnswer } from '../devops-request.js'
import { jsonBody, jsonList } from '../json-body.js'
import { previewOnly, type EndpointCall, type Route } from '../route.js'
import { dashboardAnswer, widgetAnswer } from './dashboard-answer.js'
import { touch } from './dashboard-endpoints.js'
import { checkETag, findDashboard, findWidget } from './find-dashboard.js'
import { changeWidget, newWidget } from './widget-body.js'

const shared = {
  scope: ['project', 'team'],
  versions: previewOnly(2),
  location: { area: 'Dashboard', resource: 'Widgets', id: 'bdcff53a-8355-4172-a00a-40497ea23afc' },
} as const
const all = 'dashboard/dashboards/{dashboardId}/widgets'
const one = `${all}/{widgetId}`
const json = 'application/json'

/** Widgets of a dashboard. Lists carry the dashboard's eTag in the header `ETag`, and writes of lists want it there. */
export const widgetRoutes: readonly Route[] = [
  { ...shared, method: 'GET', pattern: all, answer: (call) => widgetList(call, findDashboard(call)) },
  {
    ...shared,
    method: 'POST',
    pattern: all,
    body: json,
    answer(call) {
      const dashboard = findDashboard(call)
      const body = jsonBody(call.request)
      checkETag((body.dashboard as { eTag?: unknown } | undefined)?.eTag, dashboard.eTag, 'dashboard')
      const widget = newWidget(call, body)
      dashboard.widgets.push(widget)
      touch(call, dashboard)
      return { status: 200, body: widgetAnswer(call, dashboard, widget, true) }
    },
  },
  {
    ...shared,
    method: 'PUT',
    pattern: all,
    body: json,
    answer(call) {
      const dashboard = findDashboard(call)
      checkETag(call.request.headers.etag, dashboard.eTag, 'dashboard')
      const bodies = jsonList(call.request) as Record<string, unknown>[]
      dashboard.widgets = bodies.map((body): Widget => {
        const known = dashboard.widgets.find(({ id }) => id === String(body.id).toLowerCase())
        if (!known) return newWidget(call, body)
        changeWidget(known, body, true)
        return known
      })
      touch(call, dashboard)
      return widgetList(call, dashboard)
    },
  },
  {
    ...shared,
    method: 'PATCH',
    pattern: all,
    body: json,
    answer(call) {
      const dashboard = findDashboard(call)
      checkETag(call.request.headers.etag, dashboard.eTag, 'dashboard')
      const changes = (jsonList(call.request) as Record<string, unknown>[]).map((body) => {
        const widget = findWidget(call, dashboard, String(body.id))
        checkETag(body.eTag, widget.eTag, 'widget')
        return { widget, body }
      })
      for (const { widget, body } of changes) changeWidget(widget, body)
      touch(call, dashboard)
      return widgetList(call, dashboard)
    },
  },
  {
    ...shared,
    method: 'GET',
    pattern: one,
    answer(call) {
      const dashboard = findDashboard(call)
      return { status: 200, body: widgetAnswer(call, dashboard, findWidget(call, dashboard)) }
    },
  },
  { ...shared, method: 'PUT', pattern: one, body: json, answer: (call) => changeOne(call, true) },
  { ...shared, method: 'PATCH', pattern: one, body: json, answer: (call) => changeOne(call, false) },
  {
    ...shared,
    method: 'DELETE',
    pattern: one,
    answer(call) {
      const dashboard = findDashboard(call)
      dashboard.widgets.splice(dashboard.widgets.indexOf(findWidget(call, dashboard)), 1)
      touch(call, dashboard)
      return { status: 200, body: dashboardAnswer(call, dashboard) }
    },
  },
]

function changeOne(call: EndpointCall, whole: boolean): DevOpsAnswer {
  const dashboard = findDashboard(call)
  const widget = findWidget(call, dashboard)
  const body = jsonBody(call.request)
  checkETag(body.eTag, widget.eTag, 'widget')
  checkETag((body.dashboard as { eTag?: unknown } | undefined)?.eTag, dashboard.eTag, 'dashboard')
  changeWidget(widget, body, whole)
  touch(call, dashboard)
  return { status: 200, body: widgetAnswer(call, dashboard, widget, true) }
}

function widgetList(call: EndpointCall, dashboard: Dashboard): DevOpsAnswer {
  const value = dashboard.widgets.map((widget) => widgetAnswer(call, dashboard, widget))
  return { status: 200, headers: { etag: `"${dashboard.eTag}"` }, body: { count: value.length, value } }
}
