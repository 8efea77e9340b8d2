import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createRouteTable } from '../../sandbox/devops/route-table.js'
import { routes } from '../../sandbox/devops/routes.js'
import { tables } from '../../src/tables/catalog.js'
import type { Source } from '../../src/tables/table-definition.js'
import { rawTables } from '../end-to-end/raw-tables.js'
import { filesUnder, root } from './source-tree.js'

/** A table is finished when four siblings exist: definition, sandbox data, test, document. */
describe.each(tables)('the table $name', ({ name, area, sources }) => {
  const file = `${area}/${name.replaceAll('_', '-')}`

  it('is defined in a file of its own', () => expect(absent(`src/tables/${file}.ts`)).toEqual([]))
  it('has a test of its own', () => expect(absent(`test/tables/${file}.test.ts`)).toEqual([]))
  it('has a document', () => expect(absent(`docs/tables/${name}.md`)).toEqual([]))

  it('is emulated by the sandbox, each of its sources', () => {
    expect(sources.flatMap(endpoints).filter((endpoint) => !isEmulated(endpoint))).toEqual([])
  })

  it('is held against what the sandbox gives a plain client', () => {
    // Its whole read takes a call for each build; test/end-to-end/tables.test.ts has a part of it.
    expect(name === 'build_timeline_records' || Object.hasOwn(rawTables, name)).toBe(true)
  })
})

it('tests of tables are of tables that exist', () => {
  const known = tables.map(({ name, area }) => `test/tables/${area}/${name.replaceAll('_', '-')}.test.ts`)
  const tests = filesUnder('test/tables').filter((path) => path.split('/').length > 3)
  expect(tests.filter((path) => !known.includes(path))).toEqual([])
})

function absent(path: string): readonly string[] {
  return existsSync(join(root, path)) ? [] : [path]
}

/** Method and path of each request a source makes. */
function endpoints(source: Source): readonly string[] {
  return source.kind === 'list'
    ? [`${source.body ? 'POST' : 'GET'} ${source.path}`]
    : ['POST /_apis/wit/wiql', 'POST /_apis/wit/workitemsbatch']
}

const emulated = createRouteTable(routes)

function isEmulated(endpoint: string): boolean {
  const [method, path] = endpoint.split(' ') as [string, string]
  const parts = path.split('/').filter((part) => part !== '')
  const at = parts.indexOf('_apis')
  const scope = (['organization', 'project'] as const)[at]
  return scope !== undefined && emulated.find(method, scope, parts.slice(at + 1)) !== undefined
}
