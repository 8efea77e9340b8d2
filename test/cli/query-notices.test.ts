import { Writable } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { createNoticeReader } from '../../src/cli/query-notices.js'

function reader(isTTY: boolean) {
  let written = ''
  const stderr = new Writable({
    write(chunk: Buffer, _encoding, done) {
      written += chunk.toString('utf8')
      done()
    },
  })
  const notes: string[] = []
  const notices = createNoticeReader(
    Object.assign(stderr, { isTTY, columns: 30 }),
    (line) => notes.push(line),
    (line) => line.replace('s3cret', '***'),
  )
  return { notices, notes, written: () => written }
}

const trace = (requests: number, table: string) => ({
  code: 'AZT01',
  detail: JSON.stringify({
    requests,
    bytes: 100,
    rows: 2,
    scans: [{ table, pushed: [], requests, rows: 2 }],
  }),
})

describe('notices of the gateway', () => {
  it('that are traces are added up over the statements', () => {
    const { notices, notes } = reader(false)
    notices.hear(trace(2, 'projects'))
    notices.hear(trace(3, 'teams'))
    expect(notices.trace()).toMatchObject({ requests: 5, bytes: 200, rows: 4 })
    expect(notices.trace(true).scans).toMatchObject([{ table: 'projects' }, { table: 'teams' }])
    expect(notices.trace()).toEqual({ requests: 0, bytes: 0, rows: 0, scans: [] })
    expect(notes).toEqual([])
  })

  it('that are progress rewrite one line of a terminal, masked and no wider than it', () => {
    const { notices, written } = reader(true)
    notices.hear({ code: 'AZP01', message: 'work_items: 200 of 1000 s3cret and much more text' })
    notices.clear()
    expect(written()).toBe('\r\u001b[Kwork_items: 200 of 1000 *** an\r\u001b[K'.replace(' an', ' a'))
  })

  it('that are progress are lines, not many, where there is no terminal', () => {
    const { notices, notes } = reader(false)
    for (let i = 0; i < 50; i++) notices.hear({ code: 'AZP01', message: `step ${i}` })
    expect(notes).toEqual(['step 0'])
  })

  it('of PostgreSQL itself are printed', () => {
    const { notices, notes } = reader(false)
    notices.hear({ code: '42P07', severity: 'NOTICE', message: 'relation "x" already exists, skipping' })
    expect(notes).toEqual(['notice: relation "x" already exists, skipping'])
  })

  it('with a broken trace count as nothing', () => {
    const { notices } = reader(false)
    notices.hear({ code: 'AZT01', detail: 'not JSON' })
    expect(notices.trace().requests).toBe(0)
  })
})
