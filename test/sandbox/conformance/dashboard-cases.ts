import { createDashboards, type Dashboard } from '../../../sandbox/data/dashboards/dashboards.js'
import { teamsOf } from '../../../sandbox/data/project-teams.js'
import type { Project } from '../../../sandbox/data/projects.js'
import type { Client } from '../devops-client.js'
import type { ConformanceCase } from './conformance-case.js'

const at = '/{project}/{team}/_apis/dashboard/dashboards'
const dashboards = 'api-version=7.1-preview.3'
const widgets = 'api-version=7.1-preview.2'
const json = { 'content-type': 'application/json' }

const first = ({ organization }: Client): Project => organization.projects[0] as Project
const path = (box: Client): string => {
  const team = teamsOf(box.organization, first(box))[0]?.name as string
  return `/Fabrikam%20Fiber/${encodeURIComponent(team)}/_apis/dashboard/dashboards`
}
const overview = (box: Client): Dashboard =>
  box.organization.part(createDashboards).of(first(box))[0] as Dashboard

let serial = 0
const widget = {
  name: 'Größe',
  position: { row: 1, column: 1 },
  size: { rowSpan: 1, columnSpan: 2 },
  settings: null,
  settingsVersion: { major: 1, minor: 0, patch: 0 },
  contributionId: 'ms.vss-dashboards-web.Microsoft.VisualStudioOnline.Dashboards.OtherLinksWidget',
}

async function newDashboard(box: Client): Promise<string> {
  const body = { name: `Made ${++serial}`, widgets: [widget] }
  const answer = await box.send('POST', `${path(box)}?${dashboards}`, json, JSON.stringify(body))
  return `${path(box)}/${answer.body.id}`
}

async function newWidget(box: Client): Promise<string> {
  const home = await newDashboard(box)
  const answer = await box.send('POST', `${home}/widgets?${widgets}`, json, JSON.stringify(widget))
  return `${home}/widgets/${answer.body.id}`
}

function one(
  method: ConformanceCase['method'],
  operation: string,
  address: ConformanceCase['address'],
  more: Partial<ConformanceCase> = {},
): ConformanceCase {
  return { specification: 'dashboard/dashboard.json', method, operation, address, ...more }
}

const all = `${at}/{dashboardId}/widgets`
const types = '/{project}/_apis/dashboard/widgettypes'

export const dashboardCases: readonly ConformanceCase[] = [
  one('GET', at, (box) => `${path(box)}?${dashboards}`),
  one('POST', at, (box) => `${path(box)}?${dashboards}`, {
    body: { name: 'test', position: 5, widgets: [widget] },
  }),
  one('PUT', at, (box) => `${path(box)}?${dashboards}`, {
    makeBody: (box) => ({ dashboardEntries: [{ id: overview(box).id, position: 3 }] }),
  }),
  one('GET', `${at}/{dashboardId}`, (box) => `${path(box)}/${overview(box).id}?${dashboards}`),
  one('PUT', `${at}/{dashboardId}`, async (box) => `${await newDashboard(box)}?${dashboards}`, {
    body: { name: 'Replaced', refreshInterval: 5, widgets: [widget, widget] },
  }),
  one('DELETE', `${at}/{dashboardId}`, async (box) => `${await newDashboard(box)}?${dashboards}`, {
    status: 204,
  }),
  one('GET', all, (box) => `${path(box)}/${overview(box).id}/widgets?${widgets}`),
  one('POST', all, async (box) => `${await newDashboard(box)}/widgets?${widgets}`, { body: widget }),
  one('PUT', all, async (box) => `${await newDashboard(box)}/widgets?${widgets}`, { body: [widget] }),
  one('PATCH', all, (box) => `${path(box)}/${overview(box).id}/widgets?${widgets}`, {
    makeBody: (box) => [{ id: overview(box).widgets[0]?.id, name: 'Renamed' }],
  }),
  one('GET', `${all}/{widgetId}`, async (box) => `${await newWidget(box)}?${widgets}`),
  one('PUT', `${all}/{widgetId}`, async (box) => `${await newWidget(box)}?${widgets}`, { body: widget }),
  one('PATCH', `${all}/{widgetId}`, async (box) => `${await newWidget(box)}?${widgets}`, {
    body: { name: 'Renamed' },
  }),
  one('DELETE', `${all}/{widgetId}`, async (box) => `${await newWidget(box)}?${widgets}`),
  one(
    'GET',
    types,
    '/Fabrikam%20Fiber/_apis/dashboard/widgettypes?$scope=project_Team&api-version=7.1-preview.1',
  ),
  one(
    'GET',
    `${types}/{contributionId}`,
    `/Fabrikam%20Fiber/_apis/dashboard/widgettypes/${widget.contributionId}?api-version=7.1-preview.1`,
  ),
]
