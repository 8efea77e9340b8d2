import { buildTables, tagWords, wikiTables, words, type Change } from './change.js'

/** Longer than a build of the sandbox takes: what was queued is done when the next statement runs. */
const tillDoneSeconds = 7_200

/** Changes of pipelines and builds. */
export const buildChanges: readonly Change[] = [
  {
    name: 'queue a build',
    weight: 1,
    touches: [...buildTables, ...wikiTables, 'test_runs'],
    async make({ service, any }) {
      const { id, project_id } = any('pipelines')
      await service.send('POST', `${project_id}/_apis/build/builds`, { definition: { id: Number(id) } })
      await service.moveClock(tillDoneSeconds)
    },
  },
  {
    name: 'tag a build',
    weight: 2,
    touches: ['builds'],
    async make({ service, any, random }) {
      const { id, project_id } = any('builds')
      await service.send(
        'PUT',
        `${project_id}/_apis/build/builds/${id}/tags/${encodeURIComponent(random.pick(tagWords))}`,
      )
    },
  },
  {
    name: 'delete a build',
    weight: 1,
    touches: [...buildTables, 'test_runs'],
    async make({ service, any }) {
      const { id, project_id } = any('builds', ({ retained_by_release }) => retained_by_release !== 'true')
      await service.send('DELETE', `${project_id}/_apis/build/builds/${id}`)
    },
  },
  {
    name: 'rename a pipeline',
    weight: 1,
    touches: ['pipelines', ...buildTables],
    async make({ service, any, fresh }) {
      const { id, project_id } = any('pipelines')
      const address = `${project_id}/_apis/build/definitions/${id}`
      const definition = (await service.send('GET', address)) as object
      await service.send('PUT', address, { ...definition, name: fresh() })
    },
  },
  {
    name: 'retry a build',
    weight: 3,
    touches: [...buildTables, ...wikiTables, 'test_runs'],
    async make({ service, any }) {
      const { id, project_id } = any('builds', ({ result }) => result !== 'succeeded')
      await service.send('PATCH', `${project_id}/_apis/build/builds/${id}?retry=true`, {})
      await service.moveClock(tillDoneSeconds)
    },
  },
  {
    name: 'delete a pipeline',
    weight: 0.5,
    touches: ['pipelines', ...buildTables, 'test_runs'],
    async make({ service, any }) {
      const { id, project_id } = any('pipelines')
      await service.send('DELETE', `${project_id}/_apis/build/definitions/${id}`)
    },
  },
]

/** Changes of test runs. */
export const testChanges: readonly Change[] = [
  {
    name: 'add a test run',
    weight: 2,
    touches: ['test_runs'],
    async make({ service, any, random }) {
      const { id } = any('projects', ({ state }) => state === 'wellFormed')
      await service.send('POST', `${id}/_apis/test/runs`, { name: random.pick(words), automated: true })
    },
  },
  {
    name: 'change a test run',
    weight: 2,
    touches: ['test_runs'],
    async make({ service, any, random }) {
      const { id, project_id } = any('test_runs')
      await service.send('PATCH', `${project_id}/_apis/test/runs/${id}`, { comment: random.pick(words) })
    },
  },
  {
    name: 'delete a test run',
    weight: 1,
    touches: ['test_runs'],
    async make({ service, any }) {
      const { id, project_id } = any('test_runs')
      await service.send('DELETE', `${project_id}/_apis/test/runs/${id}`)
    },
  },
]
