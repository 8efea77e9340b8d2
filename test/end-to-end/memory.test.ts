import { readFile } from 'node:fs/promises'
import pg from 'pg'
import { to as copyTo } from 'pg-copy-streams'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openApp } from '../../src/main.js'
import { openAzdo, type Azdo } from './azdo-process.js'

/** About 5 kB each: read whole into memory they would be 300 MB of text alone. */
const workItems = 60_000
const limitMiB = 330

let azdo: Azdo
let gatewayPid: number
let client: pg.Client
beforeAll(async () => {
  azdo = openAzdo()
  const options = ['--port', '0', '--projects', '3', '--work-items', String(workItems)]
  const { match } = await azdo.serve(['sandbox', ...options], /listening on (\S+)/, {
    mayShow: ['connection secret', 'password of a person', 'token'],
  })
  const told = await fetch(`${match[1]}/_sandbox`)
  const { organization, pat } = (await told.json()) as { organization: string; pat: string }
  const app = await openApp({ home: azdo.home })
  await app.profiles.add('box', {
    Auth: 'Pat',
    PersonalAccessToken: pat,
    Organization: organization,
    Url: match[1]!,
  })
  const ports = ['--port', '0', '--console-port', '0']
  gatewayPid = (await azdo.serve(['start', ...ports], /gateway\s+(\S+)/)).process.pid!
  client = new pg.Client((await app.findGateway())!)
  await client.connect()
}, 60_000)
afterAll(async () => {
  await client.end()
  await azdo.close()
})

/** Highest resident memory of the gateway so far. */
async function highestMiB(): Promise<number> {
  const status = await readFile(`/proc/${gatewayPid}/status`, 'utf8')
  return Number(/^VmHWM:\s+(\d+) kB/m.exec(status)?.[1]) / 1024
}

test.runIf(process.platform === 'linux')(
  'a large read passes through: memory does not grow with its rows',
  async () => {
    const rows = client.query(copyTo('copy (select * from box.work_items) to stdout'))
    let bytes = 0
    for await (const chunk of rows) bytes += (chunk as Buffer).length
    expect(bytes).toBeGreaterThan(200 << 20)
    expect(rows.rowCount).toBe(workItems)
    expect(await highestMiB()).toBeLessThan(limitMiB)
  },
  120_000,
)
