import { badArgument } from '../devops-error.js'
import { patchOperations } from '../json-patch.js'
import { released, type EndpointCall, type Route } from '../route.js'
import { propertyBag } from './build-answer.js'
import { findBuild, findDefinition } from './find-build.js'
import { listParameter } from './list-parameter.js'
import { buildLocations } from './locations.js'

/** Properties of builds and definitions: `{count, value: {name: {$type, $value}}}`. */
export const propertyRoutes: readonly Route[] = [
  ...routesOf('build/builds/{buildId}/properties', buildLocations.buildProperties, (call) => findBuild(call)),
  ...routesOf('build/definitions/{definitionId}/properties', buildLocations.definitionProperties, (call) =>
    findDefinition(call),
  ),
]

function routesOf(
  pattern: string,
  location: NonNullable<Route['location']>,
  find: (call: EndpointCall) => { properties: Map<string, string | Date> },
): Route[] {
  const shared = { pattern, scope: ['project'] as const, versions: released(1), location }
  return [
    {
      ...shared,
      method: 'GET',
      answer: (call) => bagAnswer(propertyBag(find(call).properties, listParameter(call, 'filter'))),
    },
    {
      ...shared,
      method: 'PATCH',
      body: 'application/json-patch+json',
      answer(call) {
        const { properties } = find(call)
        applyPatch(properties, call)
        return bagAnswer(propertyBag(properties))
      },
    },
  ]
}

function bagAnswer(value: Record<string, unknown>) {
  return { status: 200, body: { count: Object.keys(value).length, value } }
}

/** Applies a JSON Patch whose paths are `/{name}`; all or nothing. */
function applyPatch(properties: Map<string, string | Date>, call: EndpointCall): void {
  const operations = patchOperations(call.request, ['add', 'replace', 'remove'])
  for (const { path } of operations)
    if (path.length !== 1) throw badArgument('The path of a patch operation is not valid.')
  for (const { op, path, value } of operations) {
    if (op === 'remove') properties.delete(path[0] as string)
    else properties.set(path[0] as string, String(value))
  }
}
