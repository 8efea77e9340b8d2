import { createDashboards, type Widget } from '../../data/dashboards/dashboards.js'
import type { EndpointCall } from '../route.js'
import { dashboardError } from './find-dashboard.js'

type Body = Record<string, unknown>

/** The widget a body describes, with a new id. */
export function newWidget(call: EndpointCall, body: Body): Widget {
  if (typeof body.contributionId !== 'string' || body.contributionId === '')
    throw invalid('A widget needs a contributionId.')
  const widget: Widget = {
    id: call.organization.part(createDashboards).nextId(),
    eTag: 0,
    name: '',
    position: { row: 0, column: 0 },
    size: { rowSpan: 1, columnSpan: 1 },
    settings: null,
    settingsVersion: { major: 1, minor: 0, patch: 0 },
    contributionId: body.contributionId,
  }
  if (typeof body.name !== 'string' || body.name === '') throw invalid('A widget needs a name.')
  changeWidget(widget, body)
  return widget
}

/** Changes what a body says; `whole` sets what it leaves out back. */
export function changeWidget(widget: Widget, body: Body, whole = false): void {
  if (typeof body.name === 'string' && body.name !== '') widget.name = body.name
  if (body.position) widget.position = numbers(body.position, ['row', 'column'], 0)
  if (body.size) widget.size = numbers(body.size, ['rowSpan', 'columnSpan'], 1)
  if (body.settings !== undefined || whole)
    widget.settings = body.settings === undefined || body.settings === null ? null : String(body.settings)
  if (body.settingsVersion)
    widget.settingsVersion = numbers(body.settingsVersion, ['major', 'minor', 'patch'], 0)
  widget.eTag++
}

function numbers<Name extends string>(
  given: unknown,
  names: readonly Name[],
  least: number,
): Record<Name, number> {
  const object = given as Record<string, unknown>
  const read = names.map((name): [Name, number] => {
    const value = Number(object[name] ?? least)
    if (!Number.isInteger(value) || value < least) throw invalid(`The value of ${name} is not valid.`)
    return [name, value]
  })
  return Object.fromEntries(read) as Record<Name, number>
}

/** A body the service refuses. */
export function invalid(message: string) {
  return dashboardError(400, 'InvalidDashboardException', message)
}
