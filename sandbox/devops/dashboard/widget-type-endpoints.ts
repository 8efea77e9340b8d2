import type { WidgetMetadata } from 'azure-devops-node-api/interfaces/DashboardInterfaces.js'
import { widgetTypes, type WidgetType } from '../../data/dashboards/widget-types.js'
import { projectOf } from '../build/find-build.js'
import { badArgument } from '../devops-error.js'
import { enumValue } from '../enum-value.js'
import { previewOnly, type EndpointCall, type Route } from '../route.js'
import type { Wire } from '../wire.js'
import { dashboardError } from './find-dashboard.js'

const shared = {
  method: 'GET',
  scope: ['project'],
  versions: previewOnly(1),
  location: { area: 'Dashboard', resource: 'WidgetTypes', id: '6b3628d3-e96f-4fc7-b176-50240b03b515' },
} as const

/** The kinds of widgets there are. */
export const widgetTypeRoutes: readonly Route[] = [
  {
    ...shared,
    pattern: 'dashboard/widgettypes',
    answer(call) {
      // All kinds are for dashboards of teams.
      const scope = enumValue(call.query('$scope'), { collection_User: 0, project_Team: 1 }, '$scope')
      if (!scope) throw badArgument('A value is required for $scope in the request.')
      const fits = scope === 'project_Team'
      const uri = url(call)
      return {
        status: 200,
        body: {
          widgetTypes: fits ? widgetTypes.map(metadata) : [],
          uri,
          _links: { self: { href: uri } },
        },
      }
    },
  },
  {
    ...shared,
    pattern: 'dashboard/widgettypes/{contributionId}',
    answer(call) {
      const wanted = (call.path.contributionId as string).toLowerCase()
      const type = widgetTypes.find(
        ({ contributionId, typeId }) =>
          contributionId.toLowerCase() === wanted || typeId.toLowerCase() === wanted,
      )
      if (!type)
        throw dashboardError(404, 'WidgetTypeDoesNotExistException', `There is no widget type '${wanted}'.`)
      return {
        status: 200,
        body: { widgetMetadata: metadata(type), uri: `${url(call)}/${type.contributionId}` },
      }
    },
  },
]

function url(call: EndpointCall): string {
  return `${call.base}/${projectOf(call).id}/_apis/Dashboard/WidgetTypes`
}

function metadata(type: WidgetType): Wire<WidgetMetadata> {
  return {
    contributionId: type.contributionId,
    typeId: type.typeId,
    name: type.name,
    description: type.description,
    publisherName: 'Microsoft',
    isVisibleFromCatalog: true,
    isEnabled: true,
    isNameConfigurable: true,
    contentUri: `_widgets/${type.typeId}`,
    allowedSizes: type.sizes.map((size) => ({ ...size })),
    configurationRequired: type.isConfigurable,
    analyticsServiceRequired: type.needsAnalytics,
    supportedScopes: ['project_Team'],
    keywords: [],
    tags: [],
    targets: [],
  }
}
