import type pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openChanger, type Changer } from './changer.js'
import { seededRandom, type Random } from './random.js'
import { difference, randomSending, runStatement } from './run-statement.js'
import { shrinkService } from './shrink-service.js'
import { spoilReplica } from './spoil-replica.js'
import { randomStatement } from './statements.js'
import { openTruth, type Truth } from './truth.js'
import { settleSandbox } from '../settled-sandbox.js'
import { startSystem, type System } from '../system.js'

/** In each of the two files that `npm test` runs at the same time. */
const count = Number(process.env['AZDO_DIFFERENTIAL'] ?? 500)
const firstSeed = Number(process.env['AZDO_DIFFERENTIAL_SEED'] ?? Date.now() % 2 ** 31)
/** Statements between two changes of the service. */
const perRound = 20
/** A run that finds more than this is stopped. */
const mostDifferences = Number(process.env['AZDO_DIFFERENTIAL_STOP'] ?? 5)
const zones = ['UTC', 'America/Los_Angeles', 'Asia/Kolkata']
/** Statements that take longer over plain tables tell nothing. */
const longestMs = 4_000

/** A session with the gateway and one with plain tables, both of the same settings. */
interface Pair {
  readonly live: pg.Client
  readonly plain: pg.Client
}

/**
 * Declares the test: random statements give through the gateway what they give over plain tables that hold everything.
 *
 * @param more is added to the seed, so that files declare different ones. The seed that a run tells repeats it in
 *   differential.test.ts.
 */
export function declareDifferential(more = 0): void {
  const seed = firstSeed + more
  describe('random SQL', () => {
    let system: System
    let owner: pg.Client
    let truth: Truth
    let changer: Changer
    const pairs: Pair[] = []

    beforeAll(async () => {
      system = await startSystem({ projects: 2, workItems: 80, seed: 1 + (seed % 1000) })
      await settleSandbox(system.sandbox.info)
      await shrinkService(system.sandbox.info)
      owner = await system.owner()
      for (const zone of zones) {
        const pair = { live: await system.client(), plain: await system.owner() }
        for (const client of Object.values(pair)) await client.query(`set timezone = '${zone}'`)
        await pair.plain.query(`set search_path = truth; set statement_timeout = ${longestMs}`)
        pairs.push(pair)
      }
      await pairs[0]!.live.query('select count(*) from work_items')
      truth = await openTruth(system.sandbox.info, owner)
      changer = openChanger(system.sandbox.info, truth)
      await truth.load()
    }, 300_000)
    afterAll(() => system?.close())

    it(
      `gives what it gives over plain tables that hold everything (${count} statements)`,
      async () => {
        console.log(`differential: AZDO_DIFFERENTIAL=${count} AZDO_DIFFERENTIAL_SEED=${seed}`)
        const tally = { statements: 0, rows: 0, failed: 0, slow: 0 }
        const kinds = new Map<string, number>()
        const found: string[] = []
        const random = seededRandom(seed)

        /** @param own choices of this statement only, so that statements at the same time keep theirs. */
        const compare = async (own: Random, { live, plain }: Pair, state: string): Promise<void> => {
          const number = ++tally.statements
          const statement = randomStatement(own, truth)
          const sending = randomSending(own, statement)
          kinds.set(statement.kind, (kinds.get(statement.kind) ?? 0) + 1)
          const expected = await runStatement(plain, statement, sending)
          if (expected.error !== undefined && expected.code === '57014') return void tally.slow++
          const actual = await runStatement(live, statement, sending)
          if (expected.error === undefined) tally.rows += expected.rows.length
          else tally.failed++
          const words = difference(expected, actual, statement.ordered)
          if (words === undefined) return
          const again = difference(expected, await runStatement(live, statement, sending), statement.ordered)
          found.push(
            [
              `statement ${number} of seed ${seed} (${statement.kind}, ${JSON.stringify(sending)}; replica ${state}):`,
              statement.sql,
              `parameters: ${JSON.stringify(statement.parameters.map(({ text }) => text))}`,
              words,
              `run again: ${again === undefined ? 'right' : 'different too'}`,
            ].join('\n'),
          )
          console.log(found.at(-1))
        }

        while (tally.statements < count && found.length < mostDifferences) {
          if (tally.statements % 1000 === 0) console.log(`${tally.statements} of ${count} statements`)
          const { names, touched } = await changer.some(random, random.pick([0, 1, 1, 2, 3, 6]))
          await truth.load(touched)
          const spoiled = await spoilReplica(random, owner, truth.tables)
          const state = `${spoiled}; before: ${names.join(', ') || 'no change'}`
          const seeds = Array.from({ length: perRound }, () => random.int(2 ** 31))
          const atOnce = random.chance(3)
          const lane = async (pair: Pair, own: readonly number[]): Promise<void> => {
            for (const one of own) {
              // A read that finds rows held can mend a wrong question; one that finds none cannot.
              if (!atOnce && one % 2 === 0) await owner.query('truncate box.work_items')
              await compare(seededRandom(one), pair, state)
            }
          }
          const lanes = pairs.map(
            (pair, at) => () =>
              lane(
                pair,
                seeds.filter((_, i) => i % pairs.length === at),
              ),
          )
          if (atOnce) await Promise.all(lanes.map((run) => run()))
          else for (const run of lanes) await run()
        }
        expect(found.join('\n\n')).toBe('')
        console.log(
          `${JSON.stringify(tally)} kinds ${JSON.stringify([...kinds])} changes ${JSON.stringify([...changer.made])} refused ${JSON.stringify([...changer.refused])}`,
        )
      },
      24 * 3_600_000,
    )
  })
}
