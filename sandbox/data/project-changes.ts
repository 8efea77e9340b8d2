import { createNodeIds, createProjectNodes, renameNode, type ProjectNodes } from './classification-nodes.js'
import type { Organization } from './organization.js'
import { createDirectory } from './people/directory.js'
import type { Project } from './projects.js'
import { guid, streams } from './random.js'

/** Adds a project that nothing is in yet: state `new`, with the roots of its areas and iterations and its groups. */
export function addProject(
  organization: Organization,
  details: Pick<Project, 'name' | 'description' | 'visibility' | 'process'>,
  now: number,
): Project {
  const { seed, projects, nodes } = organization
  const directory = organization.part(createDirectory)
  const index = projects.length
  const project: Project = {
    ...details,
    index,
    id: guid(seed, streams.project, index),
    state: 'new',
    revision: 1,
    lastUpdateTime: now,
    created: true,
    properties: new Map(),
  }
  projects.push(project)
  nodes.push(createProjectNodes(seed, organization.part(createNodeIds), project))
  directory.addProject(project)
  return project
}

/** Gives a project another name; the roots of its areas and iterations, and with them all paths, follow. */
export function renameProject(organization: Organization, project: Project, name: string): void {
  project.name = name
  const { areas, iterations } = organization.nodes[project.index] as ProjectNodes
  renameNode(areas, name)
  renameNode(iterations, name)
  organization.items.namesChanged()
}
