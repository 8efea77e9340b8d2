import { expect, it } from 'vitest'
import { rowsIn } from '../../../src/fetch/rows-in.js'
import { areas } from '../../../src/tables/boards/areas.js'
import { fabrikam, inFabrikam, rowOf } from '../row-of.js'

const node = (id: number, name: string, path: string, children?: unknown[]) => ({
  id,
  identifier: `4B5D9A1C-0000-4000-8000-00000000000${id}`,
  name,
  structureType: 'area',
  hasChildren: children !== undefined,
  ...(children ? { children } : {}),
  path,
  url: `u${id}`,
})

it('each area of the tree, with its path as work items write it', () => {
  const tree = node(1, 'Fabrikam', '\\Fabrikam\\Area', [
    node(2, 'Web', '\\Fabrikam\\Area\\Web', [node(3, 'Area', '\\Fabrikam\\Area\\Web\\Area')]),
    node(4, 'Phone', '\\Fabrikam\\Area\\Phone'),
  ])
  const [source] = areas.sources
  const nodes = rowsIn(tree, source?.kind === 'list' ? source.rows : undefined)
  const rows = [...nodes].map(({ payload }) => rowOf(areas, payload, { parent: fabrikam }))
  expect(rows.map(({ path, parent_path: parent, has_children: has }) => [path, parent, has])).toEqual([
    ['Fabrikam', null, true],
    ['Fabrikam\\Web', 'Fabrikam', true],
    ['Fabrikam\\Web\\Area', 'Fabrikam\\Web', false],
    ['Fabrikam\\Phone', 'Fabrikam', false],
  ])
  expect(rows[1]).toEqual({
    id: 2,
    identifier: '4b5d9a1c-0000-4000-8000-000000000002',
    name: 'Web',
    ...inFabrikam,
    path: 'Fabrikam\\Web',
    parent_path: 'Fabrikam',
    has_children: true,
    url: 'u2',
  })
})
