import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { tablesWith } from '../../src/tables/catalog.js'
import { customColumns } from '../../src/tables/custom-columns.js'
import { readRow } from '../../src/tables/read-row.js'

/** Microsoft's published examples (vsts-rest-api-specs), where they lie beside the project. */
const examples = join(import.meta.dirname, '../../../shared/specs/wit/examples')

interface Item {
  readonly id: number
  readonly rev?: number
  readonly url: string
  readonly fields?: Record<string, unknown>
}

function itemsIn(file: string): readonly Item[] {
  const { responses } = JSON.parse(readFileSync(file, 'utf8')) as {
    responses: Record<string, { body?: { value?: Item[] } & Item }>
  }
  return Object.values(responses).flatMap(({ body }) =>
    (body?.value ?? (body ? [body] : [])).filter((item) => item?.fields),
  )
}

describe.skipIf(!existsSync(examples))(
  'published payloads of work items (skipped where the examples are absent)',
  () => {
    const [, , , workItems] = tablesWith([])
    const names = Object.keys(workItems!.columns)
    const files = existsSync(examples)
      ? ['workItems', 'workItemsBatch', 'revisions'].flatMap((folder) =>
          readdirSync(join(examples, folder)).map((file) => join(examples, folder, file)),
        )
      : []
    const items = files.flatMap(itemsIn).filter(({ id }) => id !== undefined)

    it('are there', () => expect(items.length).toBeGreaterThan(10))

    it('are read without loss: each field is in fields, and in its column when it has one', () => {
      for (const item of items) {
        const row = readRow(workItems!, item)
        const value = (name: string) => row[names.indexOf(name)]
        expect(value('fields')).toEqual(item.fields)
        expect(value('id')).toBe(item.id)
        for (const [name, column] of Object.entries(workItems!.columns)) {
          const from = column.from as readonly string[]
          const given = from.length === 2 ? item.fields![from[1]!] : undefined
          const bare = typeof given === 'string' || (given as { id?: string } | undefined)?.id === undefined
          if (given === undefined || (bare && /_id$|_unique_name$/.test(name))) continue
          expect(value(name), `${name} of ${item.id}`).not.toBeNull()
        }
      }
    })

    it('the published list of fields gives sound columns', () => {
      const file = join(examples, 'fields/GET__wit_fields.json')
      const { responses } = JSON.parse(readFileSync(file, 'utf8')) as {
        responses: { 200: { body: { value: object[] } } }
      }
      const listed = responses[200].body.value
      expect(listed.length).toBeGreaterThan(50)
      expect(() => customColumns(listed)).not.toThrow()
    })
  },
)
