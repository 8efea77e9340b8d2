import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startSandbox, type Sandbox } from '../whole-suite/start-sandbox.js'
import { readSealed } from '../../src/settings/sealed-file.js'
import { recordSecret } from '../whole-suite/suite-record.js'
import { freePort, openAzdo, type Azdo, type Served } from './azdo-process.js'
import { appCredentialsArguments } from './connection-arguments.js'
import { databaseFolders } from './database-processes.js'
import { openChanger, type Changer } from './differential/changer.js'
import { seededRandom, type Random } from './differential/random.js'
import { difference, randomSending, runStatement } from './differential/run-statement.js'
import { shrinkService } from './differential/shrink-service.js'
import { randomStatement } from './differential/statements.js'
import { openTruth, type Truth } from './differential/truth.js'
import { canListProcesses } from './running-processes.js'
import { settleSandbox } from './settled-sandbox.js'

const kills = Number(process.env['AZDO_KILLS'] ?? 2)
const seed = Number(process.env['AZDO_KILLS_SEED'] ?? Date.now() % 2 ** 31)
/** Readers at the moment of the kill, and statements that are compared after it. */
const readers = 3
const compared = 12
/** Latest moment of a kill after the reads began, ms. */
const latestMs = 700

describe.skipIf(!canListProcesses)('a kill -9 while rows are read (needs /proc)', () => {
  const random = seededRandom(seed)
  const clients: pg.Client[] = []
  let sandbox: Sandbox
  let azdo: Azdo
  let gateway: Served
  let port: number
  let truth: Truth
  let changer: Changer

  const start = async (): Promise<void> => {
    gateway = await azdo.serve(['start', '--port', String(port), '--console-port', '0'], /^console /m)
  }
  const connect = async (config: pg.ClientConfig): Promise<pg.Client> => {
    const client = new pg.Client(config)
    client.on('error', () => undefined)
    await client.connect()
    clients.push(client)
    return client
  }
  const toGateway = async () => {
    const { out } = await azdo.run(['dsn', 'box', '--for', 'psql'], { mayShow: ['database password'] })
    const client = await connect({ connectionString: out.trim() })
    return client
  }
  /** Process id and port of the database server, as its cluster tells. */
  const server = async () => {
    for (const folder of await databaseFolders(azdo.home)) {
      for (const name of await readdir(folder).catch(() => [])) {
        const file = await readFile(join(folder, name, 'postmaster.pid'), 'utf8').catch(() => '')
        const [pid, , , at] = file.split('\n')
        if (at !== undefined) return { pid: Number(pid), port: Number(at) }
      }
    }
    throw new Error('no database server runs')
  }
  const toDatabase = async () => {
    const { owner } = (await readSealed(azdo.home, 'database')) as { owner: string }
    recordSecret('database password', owner)
    return connect({
      host: '127.0.0.1',
      port: (await server()).port,
      user: 'azdo_owner',
      password: owner,
      database: 'azdo',
    })
  }
  const endClients = () => Promise.all(clients.splice(0).map((client) => client.end().catch(() => undefined)))

  beforeAll(async () => {
    console.log(`kills: AZDO_KILLS=${kills} AZDO_KILLS_SEED=${seed}`)
    sandbox = await startSandbox({ port: 0, seed: 3, projects: 2, workItems: 300, latencyMs: 10 })
    await settleSandbox(sandbox.info)
    await shrinkService(sandbox.info, 1)
    azdo = openAzdo()
    port = await freePort()
    const added = await azdo.run(appCredentialsArguments('box', sandbox.info), {
      input: `${sandbox.info.clientSecret}\n`,
    })
    expect(added).toMatchObject({ code: 0 })
    await start()
    await (await toGateway()).query('select id from work_items')
    truth = await openTruth(sandbox.info, await toDatabase())
    await truth.load()
    changer = openChanger(sandbox.info, truth)
    await endClients()
  }, 300_000)
  afterAll(async () => {
    await endClients()
    await azdo?.close()
    await sandbox?.close()
  })

  /** Reads until it is cut off. */
  const readOn = async (client: pg.Client, own: Random, over: () => boolean): Promise<void> => {
    while (!over()) {
      const statement = randomStatement(own, truth)
      await runStatement(client, statement, randomSending(own, statement))
      await delay(1)
    }
  }

  it.each(Array.from({ length: kills }, (_, i) => i))(
    '%i: leaves rows that are right',
    async (number) => {
      await changer.some(random, 2)
      const sessions = await Promise.all(Array.from({ length: readers }, toGateway))
      let over = false
      const reading = sessions.map((client) => readOn(client, seededRandom(random.int(2 ** 31)), () => over))
      await delay(random.int(latestMs))
      const victim = number % 2 === 0 ? gateway.process.pid! : (await server()).pid
      process.kill(victim, 'SIGKILL')
      over = true
      if (number % 2 === 0) await gateway.ended
      else await gateway.stop('SIGKILL')
      await endClients()
      await Promise.allSettled(reading)

      await start()
      const live = await toGateway()
      const plain = await toDatabase()
      const now = await openTruth(sandbox.info, plain)
      await now.load()
      truth = now
      changer = openChanger(sandbox.info, truth)
      for (const { name } of now.tables) {
        const whole = { kind: 'whole', sql: `select * from ${name}`, parameters: [], ordered: false }
        const sending = { way: 'simple', binaryParameters: false, binaryResults: false } as const
        expect(
          difference(
            await runStatement(plain, whole, sending),
            await runStatement(live, whole, sending),
            false,
          ),
          name,
        ).toBeUndefined()
      }
      for (let i = 0; i < compared; i++) {
        const statement = randomStatement(random, now)
        const sending = randomSending(random, statement)
        const words = difference(
          await runStatement(plain, statement, sending),
          await runStatement(live, statement, sending),
          statement.ordered,
        )
        expect(words, statement.sql).toBeUndefined()
      }
      await endClients()
    },
    120_000,
  )
})
