import type {
  WorkItemTemplate,
  WorkItemTemplateReference,
} from 'azure-devops-node-api/interfaces/WorkItemTrackingInterfaces.js'
import type { Project } from '../../data/projects.js'
import type { Team } from '../../data/teams.js'
import { createItemTemplates, type ItemTemplate } from '../../data/tracking/templates.js'
import { badArgument, trackingError } from '../devops-error.js'
import { jsonBody } from '../json-body.js'
import { list, released, type EndpointCall, type Location, type Route } from '../route.js'
import type { Wire } from '../wire.js'

const all: Location = { area: 'wit', resource: 'templates', id: '6a90345f-a676-4969-afce-8e163e1d5642' }
const one: Location = { area: 'wit', resource: 'templates', id: 'fb10264a-8836-48a0-8033-1b0ccd2748d5' }

/** `{project}/{team}/_apis/wit/templates[/{id}]`: values for new items. */
export const templateRoutes: readonly Route[] = [
  {
    method: 'GET',
    pattern: 'wit/templates',
    scope: ['team'],
    versions: released(1),
    location: all,
    answer: (call) => {
      const type = call.query('workitemtypename')?.toLowerCase()
      const wanted = [...templatesOf(call).values()].filter(
        ({ workItemTypeName }) => type === undefined || workItemTypeName.toLowerCase() === type,
      )
      return list(wanted.map((template) => templateReference(call, template)))
    },
  },
  {
    method: 'POST',
    pattern: 'wit/templates',
    scope: ['team'],
    versions: released(1),
    location: all,
    body: 'application/json',
    answer: (call) => {
      const id = call.organization.part(createItemTemplates).newId()
      return { status: 201, body: keep(call, id) }
    },
  },
  {
    method: 'GET',
    pattern: 'wit/templates/{templateId}',
    scope: ['team'],
    versions: released(1),
    location: one,
    answer: (call) => ({ status: 200, body: templateAnswer(call, named(call)) }),
  },
  {
    method: 'PUT',
    pattern: 'wit/templates/{templateId}',
    scope: ['team'],
    versions: released(1),
    location: one,
    body: 'application/json',
    answer: (call) => ({ status: 200, body: keep(call, named(call).id) }),
  },
  {
    method: 'DELETE',
    pattern: 'wit/templates/{templateId}',
    scope: ['team'],
    versions: released(1),
    location: one,
    answer: (call) => {
      templatesOf(call).delete(named(call).id)
      return { status: 204 }
    },
  },
]

function templatesOf(call: EndpointCall): Map<string, ItemTemplate> {
  return call.organization.part(createItemTemplates).of(call.team as Team)
}

/** Type key and words are unconfirmed. */
function named(call: EndpointCall): ItemTemplate {
  const id = call.path.templateId as string
  const template = templatesOf(call).get(id.toLowerCase())
  if (template) return template
  throw trackingError(
    404,
    'WorkItemTemplateNotFoundException',
    `The work item template ${id} does not exist in the team ${call.team?.name}.`,
  )
}

/** Makes or replaces one with what the body holds. */
function keep(call: EndpointCall, id: string) {
  const { name, description = '', workItemTypeName, fields = {} } = jsonBody(call.request)
  const types = (call.project as Project).process.types
  const type = types.find(({ name: known }) => known.toLowerCase() === String(workItemTypeName).toLowerCase())
  if (typeof name !== 'string' || name.trim() === '') throw badArgument('A template needs a name.')
  if (!type) throw badArgument(`The project has no work item type "${String(workItemTypeName)}".`)
  if (typeof fields !== 'object' || fields === null || Array.isArray(fields))
    throw badArgument('The fields of a template must be an object of texts.')
  const values = Object.fromEntries(
    Object.entries(fields)
      .filter(([, value]) => value !== null)
      .map(([field, value]) => [field, String(value)]),
  )
  const text = typeof description === 'string' ? description : ''
  const template = { id, name, description: text, workItemTypeName: type.name, fields: values }
  templatesOf(call).set(id, template)
  return templateAnswer(call, template)
}

function templateAnswer(call: EndpointCall, template: ItemTemplate): Wire<WorkItemTemplate> {
  return { fields: { ...template.fields }, ...templateReference(call, template) }
}

function templateReference(call: EndpointCall, template: ItemTemplate): Wire<WorkItemTemplateReference> {
  const { id, name, description, workItemTypeName } = template
  const { project, team } = call as { project: Project; team: Team }
  const url = `${call.base}/${encodeURIComponent(project.name)}/${team.id}/_apis/wit/templates/${id}`
  const type = `${call.base}/${project.id}/_apis/wit/workItemTypes/${encodeURIComponent(workItemTypeName)}`
  return {
    id,
    name,
    description,
    workItemTypeName,
    _links: { workItemType: { href: type }, self: { href: url } },
    url,
  }
}
