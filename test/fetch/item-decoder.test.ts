import { describe, expect, it } from 'vitest'
import type { Decoding } from '../../src/fetch/decode-items.js'
import { createItemDecoder } from '../../src/fetch/item-decoder.js'
import { createParentFinder } from '../../src/fetch/parent-finder.js'
import { copyRows } from '../../src/replica/copy-rows.js'
import { tableWith } from '../../src/tables/catalog.js'
import type { ParentRow } from '../../src/tables/read-row.js'

const fieldEntries = [
  { name: 'Risk', referenceName: 'Custom.Risk', type: 'integer' },
  { name: 'Owner', referenceName: 'Custom.Owner', type: 'identity', isIdentity: true },
]
const table = tableWith('work_items', fieldEntries)!
const fabrikam: ParentRow = { id: '00487116-45c8-4be1-a19b-ae0de259e618', name: 'Fabrikam' }
const contoso: ParentRow = { id: '11487116-45c8-4be1-a19b-ae0de259e618', name: 'Contoso' }

const item = (id: number, project: string, more: object = {}) => ({
  id,
  rev: 3,
  fields: {
    'System.Id': id,
    'System.TeamProject': project,
    'System.Title': 'tab\there, "quotes", back\\slash, Grüße \u{1F600}\nand a line',
    'System.Tags': 'a; b',
    'System.CreatedDate': '2026-01-31T08:00:00.123Z',
    'Custom.Risk': 7,
    'Custom.Owner': { displayName: 'Ada', uniqueName: 'ada@example.com' },
    ...more,
  },
})
const bytesOf = (text: string) => new Uint8Array(Buffer.from(text))
const encoded = (value: unknown) => bytesOf(JSON.stringify({ count: 1, value }))
const decoding = (parents: readonly ParentRow[]): string =>
  JSON.stringify({ table: 'work_items', fields: fieldEntries, parents } satisfies Decoding)
const decoder = createItemDecoder()

/** What the same rows are, made here. */
async function madeHere(items: readonly object[], parents: readonly ParentRow[], first: number) {
  const finder = createParentFinder(table, parents, () => Promise.resolve([]))
  return copyRows(table, await finder.rows(items), first)
}

describe('an answer decoded in a thread', () => {
  it('gives the rows that are made of it here, custom fields and all', async () => {
    const items = [
      item(1, 'fabrikam'),
      item(2, 'Contoso', { 'Custom.Risk': 'none', 'Unknown.Field': { deep: [1, null] } }),
    ]
    const decoded = await decoder.decode({
      decoding: decoding([fabrikam, contoso]),
      content: encoded([items[0], null, items[1]]),
      first: 400,
    })
    expect(decoded.ids).toEqual([1, 2])
    expect(decoded.unclear).toBe(false)
    const rows = Buffer.from(decoded.rows)
    expect(rows).toEqual(await madeHere(items, [fabrikam, contoso], 400))
    expect(rows.readBigInt64BE(rows.length - 8)).toBe(401n)
    expect(rows.includes('Ada')).toBe(true)
    expect(rows.includes(fabrikam['id']!.replaceAll('-', ''), 0, 'hex')).toBe(true)
  })

  it('takes a part of a larger buffer, and gives all of it back', async () => {
    const bytes = encoded([item(5, 'Fabrikam')])
    const larger = new Uint8Array(bytes.length + 20)
    larger.set(bytes, 10)
    const part = larger.subarray(10, 10 + bytes.length)
    const { ids, content } = await decoder.decode({ decoding: decoding([fabrikam]), content: part, first: 0 })
    expect(ids).toEqual([5])
    expect(Buffer.from(content)).toEqual(Buffer.from(encoded([item(5, 'Fabrikam')])))
    expect([larger.byteLength, content.buffer.byteLength]).toEqual([0, bytes.length + 20])
  })

  it('is written to the memory given, as long as it fits', async () => {
    const items = [item(1, 'Fabrikam'), item(2, 'Fabrikam')]
    const expected = await madeHere(items, [fabrikam], 0)
    for (const size of [10, expected.length, expected.length + 100_000]) {
      const memory = new Uint8Array(size)
      const answer = {
        decoding: decoding([fabrikam]),
        content: encoded(items),
        first: 0,
        memory: () => memory,
      }
      const { rows } = await decoder.decode(answer)
      expect(Buffer.from(rows)).toEqual(expected)
      expect(memory.byteLength).toBe(0)
      expect(rows.buffer.byteLength >= size).toBe(true)
    }
  })

  it('is given back where a parent is unknown, and looked up once', async () => {
    let asked = 0
    const finder = createParentFinder(table, [fabrikam], () => {
      asked++
      return Promise.resolve([fabrikam, contoso])
    })
    const items = [item(1, 'Fabrikam'), item(2, 'Contoso')]
    const known = await finder.decode(decoder, { content: encoded([items[0]]), first: 0 })
    expect([known.ids, asked]).toEqual([[1], 0])
    const both = await finder.decode(decoder, { content: encoded(items), first: 0 })
    expect(Buffer.from(both.rows)).toEqual(await madeHere(items, [fabrikam, contoso], 0))
    expect([asked, finder.incomplete]).toEqual([1, false])
    const nobodys = await finder.decode(decoder, { content: encoded([item(3, 'Gone')]), first: 0 })
    expect([nobodys.ids, asked, finder.incomplete]).toEqual([[3], 1, true])
  })

  it.each([
    ['no JSON', bytesOf('{"value": [}'), /not JSON/],
    ['no list', encoded({}), /no list/],
    ['an item without an id', encoded([{ rev: 1, fields: {} }]), /without id/],
  ])('that holds %s fails as it does here', async (_, content, message) => {
    const failed = decoder.decode({ decoding: decoding([fabrikam]), content, first: 0 })
    await expect(failed).rejects.toMatchObject({
      name: 'AzdoError',
      code: 'SERVICE_ANSWER_INVALID',
      message: expect.stringMatching(message),
    })
  })

  it.each([
    ['beside another one', Infinity, 2],
    ['alone where the process takes as much memory as it may', 0, 1],
  ])('is decoded %s', async (_, memory, most) => {
    const bounded = createItemDecoder(memory)
    let begun = 0
    let ended = 0
    let atOnce = 0
    const answers = Array.from({ length: 6 }, (_, i) => {
      const answer = {
        decoding: decoding([fabrikam]),
        content: encoded([item(i + 1, 'Fabrikam')]),
        first: i,
        memory: () => {
          begun++
          atOnce = Math.max(atOnce, begun - ended)
          return undefined
        },
      }
      return bounded.decode(answer).finally(() => ended++)
    })
    expect((await Promise.all(answers)).map(({ ids }) => ids[0])).toEqual([1, 2, 3, 4, 5, 6])
    expect([begun, atOnce]).toEqual([6, most])
  })

  it('shares its threads with others, each with a table of its own', async () => {
    const answers = await Promise.all(
      Array.from({ length: 40 }, (_, i) =>
        decoder.decode({
          decoding: decoding(i % 2 === 0 ? [fabrikam] : [contoso]),
          content: encoded([item(i + 1, 'Contoso')]),
          first: i,
        }),
      ),
    )
    expect(answers.map(({ ids }) => ids[0])).toEqual(answers.map((_, i) => i + 1))
    expect(answers.map(({ unclear }) => !unclear)).toEqual(answers.map((_, i) => i % 2 === 1))
  })
})
