import { badArgument } from '../devops-error.js'
import { enumValue } from '../enum-value.js'
import { jsonBody } from '../json-body.js'
import { list, type Route } from '../route.js'
import { tagNames, touchRun } from '../test/run-writes.js'
import { findRun, testRoutes } from '../test/test-route.js'
import { buildAsked, runsOfBuild } from './runs-of-build.js'

/** Tags of runs. */
export const testTagRoutes: readonly Route[] = [
  ...testRoutes(
    'GET',
    'tags',
    { name: 'Tags', results: ['52ee2057-4b54-41a6-a18c-ed4375a00f8d', 1] },
    (call) => {
      const tags = runsOfBuild(call, buildAsked(call)).flatMap((run) => run.tags)
      return list([...new Set(tags)].sort().map((name) => ({ name })))
    },
  ),
  ...testRoutes(
    'GET',
    'tagsummary',
    { name: 'TagSummary', results: ['655a8f6b-fec7-4b46-b672-68b44141b498', 1] },
    (call) => {
      const runs = runsOfBuild(call, buildAsked(call)).filter(({ tags }) => tags.length > 0)
      const entries = runs.map(({ id, tags }) => [String(id), tags.map((name) => ({ name }))])
      return { status: 200, body: { tagsGroupByTestArtifact: Object.fromEntries(entries) } }
    },
  ),
  ...testRoutes(
    'PATCH',
    'runs/{runId}/tags',
    { name: 'Tags', results: ['a5e2f411-2b43-45f3-989c-05b71339f5b8', 1] },
    (call) => {
      const run = findRun(call)
      const { tags } = jsonBody(call.request)
      if (!Array.isArray(tags)) throw badArgument('tags must be a list.')
      const wanted = new Set(run.tags)
      // Each entry says what is done with which tags.
      for (const { key, value } of tags as { key?: unknown; value?: unknown }[]) {
        const names = tagNames(value)
        const kind = enumValue(key, { add: 1, delete: 2 }, 'key')
        for (const name of names) {
          if (kind === 'delete') wanted.delete(name)
          else wanted.add(name)
        }
      }
      run.tags = [...wanted].sort()
      touchRun(call, run)
      return list(run.tags.map((name) => ({ name })))
    },
  ),
]
