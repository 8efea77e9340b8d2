import type { WorkItemIcon } from 'azure-devops-node-api/interfaces/WorkItemTrackingInterfaces.js'
import { badArgument, notEmulated, trackingError } from '../devops-error.js'
import { list, released, type EndpointCall, type Route } from '../route.js'
import type { Wire } from '../wire.js'

/** Names of the icons a work item type can have (REST specification of wit, example of icons). */
const icons = (
  'clipboard crown trophy list book sticky_note insect traffic_cone chat_bubble flame megaphone code_review ' +
  'code_response review response test_plan test_suite test_case test_step test_parameter star ribbon chart ' +
  'headphone key airplane car diamond asterisk database_storage government gavel parachute paint_brush palette ' +
  'gear check_box gift test_beaker broken_lightbulb clipboard_issue'
)
  .split(' ')
  .map((name) => `icon_${name}`)

const location = { area: 'wit', resource: 'workItemIcons', id: '4e1eb4a5-1970-4228-a682-ec48eb2dca30' }

/** `_apis/wit/workitemicons[/{icon}]`; one icon as JSON or, where that is asked for, as a picture. */
export const iconRoutes: readonly Route[] = [
  {
    method: 'GET',
    pattern: 'wit/workitemicons',
    scope: ['organization'],
    versions: released(1),
    location,
    answer: (call) => list(icons.map((icon) => iconAnswer(call, icon))),
  },
  {
    method: 'GET',
    pattern: 'wit/workitemicons/{icon}',
    scope: ['organization'],
    versions: released(1),
    location,
    answer: oneIcon,
  },
]

function oneIcon(call: EndpointCall) {
  const icon = icons.find((name) => name === (call.path.icon as string).toLowerCase())
  // Type key and words are unconfirmed.
  if (!icon) {
    throw trackingError(
      404,
      'WorkItemIconNotFoundException',
      `The work item icon ${call.path.icon} does not exist.`,
    )
  }
  const color = call.query('color')
  if (color !== undefined && !/^([0-9a-f]{2})?[0-9a-f]{6}$/i.test(color))
    throw badArgument(`The color "${color}" is none.`)
  const accept = call.request.headers.accept?.toLowerCase() ?? ''
  if (accept.includes('xaml')) throw notEmulated('icons as XAML')
  if (!accept.includes('image/svg+xml')) return { status: 200, body: iconAnswer(call, icon, color) }
  return {
    status: 200,
    headers: { 'content-type': 'image/svg+xml' },
    content: picture(icon, color?.slice(-6) ?? '000000'),
  }
}

function iconAnswer(call: EndpointCall, id: string, color?: string): Wire<WorkItemIcon> {
  const query = color === undefined ? 'v=2' : `color=${color}&v=2`
  return { id, url: `${call.base}/_apis/wit/workItemIcons/${id}?${query}` }
}

/** A square of the color with the icon's name: the service's own drawings are not ours to hand out. */
function picture(icon: string, color: string): string {
  return (
    '<svg xmlns="http://www.w3.org/2000/svg" width="16" height="16" viewBox="0 0 16 16">' +
    `<title>${icon}</title><rect width="16" height="16" rx="3" fill="#${color}"/></svg>`
  )
}
