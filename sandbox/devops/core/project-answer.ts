import type { TeamProject, TeamProjectReference } from 'azure-devops-node-api/interfaces/CoreInterfaces.js'
import type { Project } from '../../data/projects.js'
import { teamsOf } from '../../data/project-teams.js'
import type { Team } from '../../data/teams.js'
import type { EndpointCall } from '../route.js'
import { serviceDate } from '../service-date.js'
import type { Wire } from '../wire.js'

/** A project as lists and other resources show it. */
export function projectReference(call: EndpointCall, project: Project): Wire<TeamProjectReference> {
  return {
    id: project.id,
    name: project.name,
    ...(project.description === undefined ? {} : { description: project.description }),
    url: `${call.base}/_apis/projects/${project.id}`,
    state: project.state,
    revision: project.revision,
    visibility: project.visibility,
    lastUpdateTime: serviceDate(project.lastUpdateTime),
  }
}

/** A project as its own address shows it. */
export function projectAnswer(
  call: EndpointCall,
  project: Project,
  includeCapabilities: boolean,
): Wire<TeamProject> {
  const { url, ...rest } = projectReference(call, project)
  const team = defaultTeam(call, project)
  const { name, templateTypeId } = project.process
  return {
    ...rest,
    url,
    _links: {
      self: { href: url },
      collection: { href: `${call.base}/_apis/projectCollections/${call.organization.id}` },
      web: { href: `${call.base}/${encodeURIComponent(project.name)}` },
    },
    ...(includeCapabilities
      ? {
          capabilities: {
            processTemplate: { templateName: name, templateTypeId },
            versioncontrol: { sourceControlType: 'Git', gitEnabled: 'True', tfvcEnabled: 'False' },
          },
        }
      : {}),
    ...(team ? { defaultTeam: { id: team.id, name: team.name, url: `${url}/teams/${team.id}` } } : {}),
  }
}

export function defaultTeam(call: EndpointCall, project: Project): Team | undefined {
  return teamsOf(call.organization, project)[0]
}
