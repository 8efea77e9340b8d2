import type {
  Dashboard as WireDashboard,
  Widget as WireWidget,
} from 'azure-devops-node-api/interfaces/DashboardInterfaces.js'
import type { Dashboard, Widget } from '../../data/dashboards/dashboards.js'
import { widgetTypes } from '../../data/dashboards/widget-types.js'
import type { EndpointCall } from '../route.js'
import { serviceDate } from '../service-date.js'
import type { Wire } from '../wire.js'

/** The address of the dashboards of a team or project. */
export function groupUrl(call: EndpointCall, { project, team }: Pick<Dashboard, 'project' | 'team'>): string {
  return `${call.base}/${project.id}${team ? `/${team.id}` : ''}/_apis/Dashboard/Dashboards`
}

/** A dashboard as the list shows it. */
export function dashboardEntry(call: EndpointCall, dashboard: Dashboard): Wire<WireDashboard> {
  const { team, project } = dashboard
  return {
    id: dashboard.id,
    name: dashboard.name,
    ...(dashboard.description === undefined ? {} : { description: dashboard.description }),
    refreshInterval: dashboard.refreshInterval,
    position: dashboard.position,
    eTag: String(dashboard.eTag),
    groupId: team?.id ?? project.id,
    ownerId: team?.id ?? dashboard.owner.id,
    dashboardScope: team ? 'project_Team' : 'project',
    modifiedBy: dashboard.modifiedBy.id,
    modifiedDate: serviceDate(dashboard.modifiedAt),
    ...(dashboard.accessedAt === undefined ? {} : { lastAccessedDate: serviceDate(dashboard.accessedAt) }),
    url: `${groupUrl(call, dashboard)}/${dashboard.id}`,
  }
}

/** A dashboard with its widgets and links. */
export function dashboardAnswer(call: EndpointCall, dashboard: Dashboard): Wire<WireDashboard> {
  const entry = dashboardEntry(call, dashboard)
  return {
    ...entry,
    widgets: dashboard.widgets.map((widget) => widgetAnswer(call, dashboard, widget)),
    _links: {
      self: { href: entry.url },
      group: { href: groupUrl(call, dashboard) },
      widget: dashboard.widgets.map(({ id }) => ({ href: `${entry.url}/Widgets/${id}` })),
    },
  }
}

/** A widget; `changed` adds the eTag its dashboard has now. */
export function widgetAnswer(
  call: EndpointCall,
  dashboard: Dashboard,
  widget: Widget,
  changed = false,
): Wire<WireWidget> {
  const home = `${groupUrl(call, dashboard)}/${dashboard.id}`
  const url = `${home}/Widgets/${widget.id}`
  const type = widgetTypes.find(({ contributionId }) => contributionId === widget.contributionId)
  return {
    id: widget.id,
    eTag: String(widget.eTag),
    name: widget.name,
    position: widget.position,
    size: widget.size,
    settings: widget.settings,
    settingsVersion: widget.settingsVersion,
    ...(changed ? { dashboard: { eTag: String(dashboard.eTag) } } : {}),
    url,
    _links: { self: { href: url }, group: { href: `${home}/Widgets` }, dashboard: { href: home } },
    isEnabled: true,
    areSettingsBlockedForUser: false,
    isNameConfigurable: true,
    ...(type ? { typeId: type.typeId, allowedSizes: type.sizes.map((size) => ({ ...size })) } : {}),
    contributionId: widget.contributionId,
  }
}
