import type { ProjectProperty } from 'azure-devops-node-api/interfaces/CoreInterfaces.js'
import type { Project } from '../../data/projects.js'
import { findProject } from '../find-project.js'
import { patchOperations } from '../json-patch.js'
import { list, previewOnly, type EndpointCall, type Location, type Route } from '../route.js'
import type { Wire } from '../wire.js'
import { defaultTeam } from './project-answer.js'

const location: Location = {
  area: 'core',
  resource: 'properties',
  id: '4976a71a-4487-49aa-8aab-a1eda469037a',
}

/** `_apis/projects/{projectId}/properties`: what the service notes of a project, and what clients add. */
export const projectPropertyRoutes: readonly Route[] = [
  {
    method: 'GET',
    pattern: 'projects/{projectId}/properties',
    scope: ['organization'],
    versions: previewOnly(1),
    location,
    answer(call) {
      const project = findProject(call.organization, call.path.projectId as string)
      const keys = call.query('keys')
      const wanted = keys === undefined || keys === '' ? undefined : keys.split(',').map(wildcard)
      const all = properties(call, project)
      const fitting = wanted ? all.filter(({ name }) => wanted.some((key) => key.test(name ?? ''))) : all
      return list(fitting)
    },
  },
  {
    method: 'PATCH',
    pattern: 'projects/{projectId}/properties',
    scope: ['organization'],
    versions: previewOnly(1),
    location,
    body: 'application/json-patch+json',
    answer(call) {
      const project = findProject(call.organization, call.path.projectId as string)
      const operations = patchOperations(call.request, ['add', 'replace', 'remove'])
      for (const { op, path, value } of operations) {
        const name = path.join('/')
        if (op === 'remove') project.properties.delete(name)
        else project.properties.set(name, value)
      }
      return { status: 204 }
    },
  },
]

/** The own ones of the service first (names from the published example). */
function properties(call: EndpointCall, project: Project): Wire<ProjectProperty>[] {
  const { name, templateTypeId } = project.process
  const team = defaultTeam(call, project)
  const own: Record<string, unknown> = {
    'System.CurrentProcessTemplateId': templateTypeId,
    'System.OriginalProcessTemplateId': templateTypeId,
    'System.ProcessTemplateType': templateTypeId,
    'System.Process Template': name,
    ...(team ? { 'System.Microsoft.TeamFoundation.Team.Default': team.id } : {}),
    'System.SourceControlCapabilityFlags': '2',
    'System.SourceControlGitEnabled': 'True',
    'System.SourceControlGitPermissionsInitialized': 'True',
  }
  return [...Object.entries(own), ...project.properties].map(([key, value]) => ({ name: key, value }))
}

/** `*` stands for any characters, `?` for one; case does not matter. */
function wildcard(text: string): RegExp {
  const escaped = text.trim().replace(/[.+^${}()|[\]\\]/g, '\\$&')
  return new RegExp(`^${escaped.replaceAll('*', '.*').replaceAll('?', '.')}$`, 'i')
}
