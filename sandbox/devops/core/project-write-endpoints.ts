import { processes, type ProcessModel } from '../../data/processes.js'
import { addProject, renameProject } from '../../data/project-changes.js'
import type { Project } from '../../data/projects.js'
import { addTeam } from '../../data/project-teams.js'
import { badArgument, DevOpsError, notEmulated } from '../devops-error.js'
import { findProject } from '../find-project.js'
import { jsonBody } from '../json-body.js'
import { accepted } from '../operations/operation-endpoints.js'
import { createOperationQueue } from '../operations/operation-queue.js'
import { released, type EndpointCall, type Route } from '../route.js'
import { checkedName } from './checked-name.js'
import { projectLocation } from './project-endpoints.js'

/** Creating, changing and deleting projects, each as a queued operation. */
export const projectWriteRoutes: readonly Route[] = [
  {
    method: 'POST',
    pattern: 'projects',
    scope: ['organization'],
    versions: released(4),
    location: projectLocation,
    body: 'application/json',
    answer: createProject,
  },
  {
    method: 'PATCH',
    pattern: 'projects/{projectId}',
    scope: ['organization'],
    versions: released(4),
    location: projectLocation,
    body: 'application/json',
    answer: updateProject,
  },
  {
    method: 'DELETE',
    pattern: 'projects/{projectId}',
    scope: ['organization'],
    versions: released(4),
    location: projectLocation,
    answer: deleteProject,
  },
]

function createProject(call: EndpointCall) {
  const { organization, now, caller } = call
  const body = jsonBody(call.request)
  const name = checkedName(body.name, 'project')
  refuseTaken(call, name)
  const capabilities = objectIn(body, 'capabilities')
  const process = processOf(objectIn(capabilities, 'processTemplate').templateTypeId)
  const control = objectIn(capabilities, 'versioncontrol').sourceControlType
  if (String(control).toLowerCase() === 'tfvc') throw notEmulated('TFVC')
  if (String(control).toLowerCase() !== 'git')
    throw badArgument('capabilities.versioncontrol.sourceControlType must be Git or Tfvc.')
  const description = textIn(body, 'description')
  const project = addProject(
    organization,
    { name, ...(description ? { description } : {}), visibility: visibilityIn(body) ?? 'private', process },
    now,
  )
  const operation = organization.part(createOperationQueue).add(now, {
    begin() {
      project.state = 'createPending'
    },
    finish() {
      addTeam(
        organization,
        project,
        { name: `${name} Team`, description: 'The default project team.' },
        caller,
      )
      project.state = 'wellFormed'
    },
  })
  return accepted(call, operation)
}

function updateProject(call: EndpointCall) {
  const { organization, now } = call
  const body = jsonBody(call.request)
  for (const name of Object.keys(body)) {
    if (!['id', 'name', 'description', 'visibility', 'abbreviation', 'state', 'url'].includes(name))
      throw notEmulated(`changing ${name} of a project`)
  }
  const restore = body.state === 'wellFormed' ? deletedProject(call) : undefined
  const project = restore ?? findProject(organization, call.path.projectId as string)
  const name = body.name === undefined ? undefined : checkedName(body.name, 'project')
  if (name !== undefined && name.toLowerCase() !== project.name.toLowerCase()) refuseTaken(call, name)
  if (restore) refuseTaken(call, project.name)
  const description = textIn(body, 'description')
  const visibility = visibilityIn(body)
  const operation = organization.part(createOperationQueue).add(now, {
    finish() {
      if (restore) project.state = 'wellFormed'
      if (name !== undefined) renameProject(organization, project, name)
      if (description === '') delete project.description
      else if (description !== undefined) project.description = description
      if (visibility) project.visibility = visibility
      project.revision++
      project.lastUpdateTime = now
    },
  })
  return accepted(call, operation)
}

/** The project is out of sight as soon as the work has begun; afterwards it can still be restored. */
function deleteProject(call: EndpointCall) {
  const { organization, now } = call
  const project = findProject(organization, call.path.projectId as string)
  const operation = organization.part(createOperationQueue).add(now, {
    begin() {
      project.state = 'deleting'
    },
    finish() {
      project.state = 'deleted'
      project.revision++
      project.lastUpdateTime = now
    },
  })
  return accepted(call, operation)
}

function deletedProject(call: EndpointCall): Project | undefined {
  const id = (call.path.projectId as string).toLowerCase()
  return call.organization.projects.find((project) => project.state === 'deleted' && project.id === id)
}

/** Names are compared without regard to case; those of deleted projects are free again. */
function refuseTaken(call: EndpointCall, name: string): void {
  const taken = call.organization.projects.some(
    (project) => project.state !== 'deleted' && project.name.toLowerCase() === name.toLowerCase(),
  )
  if (!taken) return
  throw new DevOpsError(
    409,
    'Microsoft.TeamFoundation.Core.WebApi.ProjectAlreadyExistsException',
    `TF200019: The following project already exists on the Azure DevOps Server: ${name}. ` +
      'You cannot create a new project with the same name as an existing project. Provide a different name.',
  )
}

/** Key and words unconfirmed. */
function processOf(templateTypeId: unknown): ProcessModel {
  if (typeof templateTypeId !== 'string')
    throw badArgument('capabilities.processTemplate.templateTypeId must name a process.')
  const process = processes.find((one) => one.templateTypeId === templateTypeId.toLowerCase())
  if (process) return process
  throw new DevOpsError(
    404,
    'Microsoft.TeamFoundation.Core.WebApi.ProcessTemplateNotFoundException',
    `VS402356: The process template with id ${templateTypeId} does not exist.`,
  )
}

function visibilityIn(body: Record<string, unknown>): Project['visibility'] | undefined {
  const { visibility } = body
  if (visibility === undefined || visibility === null) return undefined
  const word = String(visibility).toLowerCase()
  // The official client sends the number of the enumeration.
  if (word === 'private' || visibility === 0) return 'private'
  if (word === 'public' || visibility === 2) return 'public'
  throw badArgument(`The visibility ${String(visibility)} is neither private nor public.`)
}

function textIn(body: Record<string, unknown>, name: string): string | undefined {
  const value = body[name]
  if (value === undefined || value === null) return undefined
  if (typeof value === 'string') return value
  throw badArgument(`${name} must be a text.`)
}

function objectIn(body: Record<string, unknown>, name: string): Record<string, unknown> {
  const value = body[name]
  if (typeof value === 'object' && value !== null && !Array.isArray(value))
    return value as Record<string, unknown>
  throw badArgument(`${name} is missing.`)
}
