/** A kind of widget that people can put on dashboards. */
export interface WidgetType {
  contributionId: string
  typeId: string
  name: string
  description: string
  sizes: readonly [WidgetTypeSize, ...WidgetTypeSize[]]
  isConfigurable: boolean
  needsAnalytics: boolean
}

export interface WidgetTypeSize {
  rowSpan: number
  columnSpan: number
}

const space = 'Microsoft.VisualStudioOnline'

function type(
  area: string,
  id: string,
  name: string,
  description: string,
  sizes: WidgetType['sizes'],
  flags = '',
): WidgetType {
  const typeId = `${space}.${id}`
  return {
    contributionId: `ms.vss-${area}-web.${typeId}`,
    typeId,
    name,
    description,
    sizes,
    isConfigurable: flags.includes('configurable'),
    needsAnalytics: flags.includes('analytics'),
  }
}

const small = { rowSpan: 1, columnSpan: 1 }
const wide = { rowSpan: 1, columnSpan: 2 }
const large = { rowSpan: 2, columnSpan: 2 }

/** Widgets that come with the service. */
export const widgetTypes: readonly WidgetType[] = [
  type('dashboards', 'Dashboards.MarkdownWidget', 'Markdown', 'Shows text.', [large, wide], 'configurable'),
  type('dashboards', 'Dashboards.TeamMembersWidget', 'Team Members', 'Shows who is in the team.', [wide]),
  type('dashboards', 'Dashboards.OtherLinksWidget', 'Other Links', 'Links to other pages.', [wide]),
  type(
    'dashboards',
    'Dashboards.QueryScalarWidget',
    'Query Tile',
    'Shows how many items a query finds.',
    [small, wide],
    'configurable',
  ),
  type(
    'dashboards',
    'Dashboards.WitChartWidget',
    'Chart for Work Items',
    'Shows a chart of a query.',
    [large],
    'configurable',
  ),
  type('work', 'Dashboards.SprintBurndownWidget', 'Sprint Burndown', 'Shows what is left of a sprint.', [
    wide,
    large,
  ]),
  type(
    'dashboards',
    'Dashboards.VelocityWidget',
    'Velocity',
    'Shows how much a team did in its sprints.',
    [large],
    'configurable analytics',
  ),
  type(
    'dashboards',
    'Dashboards.BuildChartWidget',
    'Chart for Build History',
    'Shows the last builds of a pipeline.',
    [wide],
    'configurable',
  ),
]
