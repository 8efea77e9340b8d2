import { buildChanges, testChanges } from './build-changes.js'
import { buildTables, wikiTables, type Change } from './change.js'
import { codeChanges } from './code-changes.js'
import { coreChanges } from './core-changes.js'
import { itemChanges, nodeChanges } from './item-changes.js'

const otherChanges: readonly Change[] = [
  {
    name: 'add a wiki page',
    weight: 2,
    touches: [...wikiTables, 'repositories', 'commits', 'branches'],
    async make({ service, any, fresh }) {
      const { id, project_id } = any(
        'wikis',
        ({ type, is_disabled }) => type === 'projectWiki' && is_disabled !== 'true',
      )
      await service.send('PUT', `${project_id}/_apis/wiki/wikis/${id}/pages?path=/${fresh()}`, {
        content: 'text',
      })
    },
  },
  {
    name: 'move the clock',
    weight: 1,
    touches: [...wikiTables, ...buildTables],
    async make({ service, random }) {
      await service.moveClock(random.pick([30, 3_000, 90_000]))
    },
  },
]

/** Every kind of change, by name. */
export const changes: readonly Change[] = [
  ...itemChanges,
  ...nodeChanges,
  ...coreChanges,
  ...codeChanges,
  ...buildChanges,
  ...testChanges,
  ...otherChanges,
]
