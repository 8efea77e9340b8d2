import { createBuilds } from '../../data/build/build-data.js'
import type { Build } from '../../data/build/build.js'
import { contentOf, type BuildDefinition } from '../../data/build/definition.js'
import { badArgument, notEmulated } from '../devops-error.js'
import { jsonBody, jsonList } from '../json-body.js'
import { list, released, type EndpointCall, type Route } from '../route.js'
import { findBuild, findDefinition, projectOf } from './find-build.js'
import { buildLocations } from './locations.js'
import { touch } from './update-build.js'

/** The tags of something, and how to set them. */
interface Tagged {
  tags: readonly string[]
  set(tags: readonly string[]): void
}

const versions = released(3)
const scope = ['project'] as const

/** Tags of builds, of definitions, and all of the project. They are plain strings (facts 9). */
export const tagRoutes: readonly Route[] = [
  ...routesOf('build/builds/{buildId}/tags', buildLocations.buildTags, taggedBuild),
  ...routesOf('build/definitions/{definitionId}/tags', buildLocations.definitionTags, taggedDefinition),
  {
    method: 'GET',
    pattern: 'build/tags',
    scope,
    versions,
    location: buildLocations.tags,
    answer: (call) => list(projectTags(call)),
  },
  {
    method: 'DELETE',
    pattern: 'build/tags/{tag}',
    scope,
    versions,
    location: buildLocations.tags,
    answer(call) {
      const tag = call.path.tag as string
      for (const build of buildsOf(call)) build.tags = without(build.tags, tag)
      return list(projectTags(call))
    },
  },
]

function routesOf(
  pattern: string,
  location: NonNullable<Route['location']>,
  find: (call: EndpointCall) => Tagged,
): Route[] {
  const shared = { scope, versions, location }
  const change = (call: EndpointCall, make: (tags: readonly string[]) => readonly string[]) => {
    const tagged = find(call)
    const tags = make(tagged.tags)
    tagged.set(tags)
    return list(tags)
  }
  return [
    { ...shared, method: 'GET', pattern, answer: (call) => list(find(call).tags) },
    {
      ...shared,
      method: 'POST',
      pattern,
      body: 'application/json',
      answer: (call) => change(call, (tags) => withAll(tags, jsonList(call.request))),
    },
    {
      ...shared,
      method: 'PATCH',
      pattern,
      body: 'application/json',
      answer(call) {
        const { tagsToAdd = [], tagsToRemove = [] } = jsonBody(call.request) as Record<
          string,
          unknown[] | undefined
        >
        return change(call, (tags) =>
          tagsToRemove.reduce<readonly string[]>(
            (left, tag) => without(left, String(tag)),
            withAll(tags, tagsToAdd),
          ),
        )
      },
    },
    {
      ...shared,
      method: 'PUT',
      pattern: `${pattern}/{tag}`,
      answer: (call) => change(call, (tags) => withAll(tags, [call.path.tag])),
    },
    {
      ...shared,
      method: 'DELETE',
      pattern: `${pattern}/{tag}`,
      answer: (call) => change(call, (tags) => without(tags, call.path.tag as string)),
    },
  ]
}

function taggedBuild(call: EndpointCall): Tagged {
  const build = findBuild(call)
  return {
    tags: build.tags,
    set(tags) {
      build.tags = [...tags]
      touch(call, build)
    },
  }
}

function taggedDefinition(call: EndpointCall): Tagged {
  if (call.query('revision')) throw notEmulated('tags of old revisions of definitions')
  const definition: BuildDefinition = findDefinition(call)
  const content = contentOf(definition)
  return { tags: content.tags, set: (tags) => (content.tags = tags) }
}

/** Tags are compared without case and kept in the order of the alphabet. */
function withAll(tags: readonly string[], added: readonly unknown[]): readonly string[] {
  return added.reduce<readonly string[]>((all, tag) => {
    if (typeof tag !== 'string' || tag === '') throw badArgument('A tag is no text.')
    return [...without(all, tag), tag].sort()
  }, tags)
}

function without(tags: readonly string[], tag: string): string[] {
  return tags.filter((own) => own.toLowerCase() !== tag.toLowerCase())
}

function buildsOf(call: EndpointCall): readonly Build[] {
  return call.organization.part(createBuilds).of(projectOf(call)).builds
}

function projectTags(call: EndpointCall): string[] {
  return [...new Set(buildsOf(call).flatMap(({ tags }) => tags))].sort()
}
