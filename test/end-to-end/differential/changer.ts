import type { SandboxInfo } from '../../../sandbox/sandbox.js'
import { changeService } from '../change-service.js'
import { NothingThere, type Row } from './change.js'
import { changes } from './changes.js'
import type { Random } from './random.js'
import type { Truth } from './truth.js'

/** Makes random changes and keeps count of them. */
export interface Changer {
  /** Names of the changes made, and the tables that these can have touched. */
  some(
    random: Random,
    count: number,
  ): Promise<{ readonly names: readonly string[]; readonly touched: readonly string[] }>
  /** How often each kind was made; the service may refuse one, by its rules. */
  readonly made: ReadonlyMap<string, number>
  /** What was refused last, by kind. */
  readonly refused: ReadonlyMap<string, string>
}

export function openChanger(info: SandboxInfo, truth: Truth): Changer {
  const service = changeService(info)
  const made = new Map<string, number>()
  const refused = new Map<string, string>()
  const removed = new Set<number>()
  let names = 0
  return {
    made,
    refused,
    async some(random, count) {
      const touched = new Set<string>()
      const done: string[] = []
      for (let i = 0; i < count; i++) {
        const change = random.weighted(changes.map((one) => [one.weight, one] as const))
        const any = (table: string, condition: (row: Row) => boolean = () => true): Row => {
          const rows = truth.rows(table).filter(condition)
          if (rows.length === 0) throw new NothingThere()
          return random.pick(rows)
        }
        try {
          await change.make({ random, service, any, fresh: () => `New-${++names}`, removed })
          made.set(change.name, (made.get(change.name) ?? 0) + 1)
          done.push(change.name)
        } catch (thrown) {
          // Rows of before an earlier change of this round may be gone, and the service has rules.
          if (!(thrown instanceof NothingThere) && !/: 4\d\d /.test(String(thrown))) throw thrown
          refused.set(change.name, String(thrown))
        }
        const touches =
          change.touches === 'everything' ? truth.tables.map(({ name }) => name) : change.touches
        for (const table of touches) touched.add(table)
      }
      return { names: done, touched: [...touched] }
    },
  }
}
