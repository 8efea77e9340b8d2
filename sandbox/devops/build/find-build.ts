import { createBuilds } from '../../data/build/build-data.js'
import type { Build } from '../../data/build/build.js'
import type { BuildDefinition } from '../../data/build/definition.js'
import type { Project } from '../../data/projects.js'
import { badArgument, DevOpsError } from '../devops-error.js'
import type { EndpointCall } from '../route.js'

const space = 'Microsoft.TeamFoundation.Build.WebApi'

/** An error of the build service; `type` is the last part of its name. */
export function buildError(status: number, type: string, message: string): DevOpsError {
  return new DevOpsError(status, `${space}.${type}`, message)
}

/** The project before `_apis`, which every route of this area has. */
export function projectOf(call: EndpointCall): Project {
  if (!call.project) throw badArgument('The address names no project.')
  return call.project
}

/** A whole number of the address; 400 for anything else. */
export function pathNumber(call: EndpointCall, name: string): number {
  const text = call.path[name] ?? ''
  if (!/^\d{1,9}$/.test(text)) throw badArgument(`The value "${text}" of ${name} is not a valid number.`)
  return Number(text)
}

/** The build of the address (deleted ones are still shown); 404 when the project has none with that id. */
export function findBuild(call: EndpointCall, id = pathNumber(call, 'buildId')): Build {
  const build = call.organization.part(createBuilds).of(projectOf(call)).byId.get(id)
  if (!build) throw buildError(404, 'BuildNotFoundException', `The requested build ${id} could not be found.`)
  return build
}

/** The definition of the address, deleted ones only when wanted; 404 when the project has none with that id. */
export function findDefinition(
  call: EndpointCall,
  id = pathNumber(call, 'definitionId'),
  deleted = false,
): BuildDefinition {
  const definition = call.organization.part(createBuilds).of(projectOf(call)).definitions.get(id)
  if (!definition || (definition.deleted && !deleted))
    throw buildError(404, 'DefinitionNotFoundException', `The requested definition ${id} could not be found.`)
  return definition
}
