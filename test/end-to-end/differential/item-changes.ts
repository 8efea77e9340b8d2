import { itemTables, NothingThere, tagWords, words, type Change, type Row, type World } from './change.js'
import type { Text } from './truth.js'

const path = encodeURIComponent

/** Fields that somebody sets on a work item, in a project. */
function someFields({ random, any }: World, project: Text): Record<string, unknown> {
  const choices: readonly (readonly [string, () => unknown])[] = [
    ['System.Title', () => random.pick(words)],
    ['System.Tags', () => random.some(tagWords, 3).join('; ')],
    ['Microsoft.VSTS.Common.Priority', () => 1 + random.int(4)],
    ['System.Description', () => `<p>${random.pick(words)}</p>`],
    ['System.AreaPath', () => any('areas', (row) => row['project'] === project)['path']],
    ['System.IterationPath', () => any('iterations', (row) => row['project'] === project)['path']],
    ['System.History', () => random.pick(words)],
    ['System.AssignedTo', () => (random.chance(4) ? '' : any('team_members', isPerson)['unique_name'])],
  ]
  return Object.fromEntries(random.some(choices, 3).map(([name, value]) => [name, value()]))
}

const isPerson = (row: Row): boolean => row['unique_name']?.includes('@') === true

/** Changes of work items. */
export const itemChanges: readonly Change[] = [
  {
    name: 'create a work item',
    weight: 4,
    touches: itemTables,
    async make(world) {
      const { name } = world.any('projects', ({ state }) => state === 'wellFormed')
      const fields = { 'System.Title': world.random.pick(words), ...someFields(world, name!) }
      await world.service.create(name!, world.random.pick(['Task', 'Bug']), fields)
    },
  },
  {
    name: 'update a work item',
    weight: 10,
    touches: itemTables,
    async make(world) {
      const { id, project } = world.any('work_items')
      await world.service.update(Number(id), someFields(world, project!))
    },
  },
  {
    name: 'set the state of a work item',
    weight: 5,
    touches: itemTables,
    async make({ service, any }) {
      const item = any('work_items')
      const { state } = any(
        'work_items',
        ({ type, project }) => type === item['type'] && project === item['project'],
      )
      await service.update(Number(item['id']), { 'System.State': state })
    },
  },
  {
    name: 'move a work item to another project',
    weight: 3,
    touches: itemTables,
    async make({ service, any }) {
      const { id, project, type } = any('work_items')
      const { project: to } = any('work_items', (row) => row['project'] !== project && row['type'] === type)
      const fields = { 'System.TeamProject': to, 'System.AreaPath': to, 'System.IterationPath': to }
      await service.update(Number(id), fields)
    },
  },
  {
    name: 'change the type of a work item',
    weight: 2,
    touches: itemTables,
    async make({ service, any }) {
      const { id, project, type } = any('work_items')
      const to = any('work_items', (row) => row['project'] === project && row['type'] !== type)
      await service.update(Number(id), { 'System.WorkItemType': to['type'], 'System.State': to['state'] })
    },
  },
  {
    name: 'give a work item a parent',
    weight: 4,
    touches: itemTables,
    async make({ service, any }) {
      const { id } = any('work_items', ({ parent_id }) => parent_id === null)
      const parent = any('work_items', (row) => row['id'] !== id)
      const { url } = (await service.send('GET', `_apis/wit/workitems/${parent['id']}`)) as { url: string }
      const value = { rel: 'System.LinkTypes.Hierarchy-Reverse', url }
      await service.send(
        'PATCH',
        `_apis/wit/workitems/${id}`,
        [{ op: 'add', path: '/relations/-', value }],
        'application/json-patch+json',
      )
    },
  },
  {
    name: 'take the links of a work item away',
    weight: 2,
    touches: itemTables,
    async make({ service, any }) {
      const { id } = any('work_items', ({ parent_id }) => parent_id !== null)
      const address = `_apis/wit/workitems/${id}`
      const { relations } = (await service.send('GET', `${address}?$expand=relations`)) as {
        relations: unknown[]
      }
      const patch = relations.map((_, i) => ({ op: 'remove', path: `/relations/${i}` })).reverse()
      await service.send('PATCH', address, patch, 'application/json-patch+json')
    },
  },
  {
    name: 'delete a work item',
    weight: 3,
    touches: itemTables,
    async make({ service, any, removed }) {
      const id = Number(any('work_items')['id'])
      await service.remove(id)
      removed.add(id)
    },
  },
  {
    name: 'restore a work item',
    weight: 2,
    touches: itemTables,
    async make({ service, random, removed }) {
      if (removed.size === 0) throw new NothingThere()
      const id = random.pick([...removed])
      await service.restore(id)
      removed.delete(id)
    },
  },
  {
    name: 'destroy a work item',
    weight: 1,
    touches: itemTables,
    async make({ service, any }) {
      await service.destroy(Number(any('work_items')['id']))
    },
  },
]

/** Changes of areas and iterations. */
export const nodeChanges: readonly Change[] = [
  ...(['areas', 'iterations'] as const).map((structure): Change => ({
    name: `add one of ${structure}`,
    weight: 1,
    touches: [structure],
    async make({ service, any, fresh }) {
      const { name: project } = any('projects', ({ state }) => state === 'wellFormed')
      await service.send('POST', `${path(project!)}/_apis/wit/classificationnodes/${structure}`, {
        name: fresh(),
      })
    },
  })),
  {
    name: 'rename an area',
    weight: 1,
    touches: ['areas', ...itemTables],
    async make({ service, any, fresh }) {
      const node = any('areas', ({ parent_path }) => parent_path !== null)
      const below = node['path']!.split('\\').slice(1).map(path).join('/')
      const address = `${path(node['project']!)}/_apis/wit/classificationnodes/areas/${below}`
      await service.send('PATCH', address, { name: fresh() })
    },
  },
  {
    name: 'delete an area',
    weight: 0.5,
    touches: ['areas', ...itemTables],
    async make({ service, any }) {
      const node = any('areas', ({ parent_path }) => parent_path !== null)
      const { id } = any('areas', (row) => row['project'] === node['project'] && row['parent_path'] === null)
      const below = node['path']!.split('\\').slice(1).map(path).join('/')
      const address = `${path(node['project']!)}/_apis/wit/classificationnodes/areas/${below}`
      await service.send('DELETE', `${address}?$reclassifyId=${id}`)
    },
  },
]
