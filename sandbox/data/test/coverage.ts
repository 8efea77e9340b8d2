import type { Build } from '../build/build.js'
import type { Organization } from '../organization.js'
import { below, guid, randomStream, streams } from '../random.js'
import type { CoverageStatistic } from './project-tests.js'

/** How much of a module the tests of a build reached. */
export interface ModuleCoverage {
  name: string
  signature: string
  blocks: { covered: number; total: number }
  lines: { covered: number; partly: number; total: number }
  functions: {
    name: string
    className: string
    namespace: string
    sourceFile: string
    covered: number
    total: number
  }[]
}

const names = ['fabrikam.billing.dll', 'fabrikam.größe.dll', 'fabrikam.web (v2).dll']

/** The coverage that came with a build; two in three of those that were tested have some. */
export function coverageOf({ seed }: Organization, build: Build): ModuleCoverage[] {
  if (build.live || build.id % 3 === 0) return []
  const random = randomStream(seed, streams.testCoverage, build.id)
  return names.slice(0, 1 + below(random, names.length)).map((name, at) => {
    const total = 50 + below(random, 900)
    const lines = 2 * total
    return {
      name,
      signature: guid(seed, streams.testCoverage, at),
      blocks: { total, covered: below(random, total + 1) },
      lines: { total: lines, partly: below(random, 20), covered: below(random, lines - 20) },
      functions: ['Add', 'Größe'].map((method) => {
        const size = 1 + below(random, 20)
        return {
          name: `${method}()`,
          className: 'Invoice',
          namespace: 'Fabrikam.Billing',
          sourceFile: `src/${method}.cs`,
          total: size,
          covered: below(random, size + 1),
        }
      }),
    }
  })
}

/** The same in sum, as summaries tell it. */
export function coverageStatistics(modules: readonly ModuleCoverage[]): CoverageStatistic[] {
  const sum = (of: (module: ModuleCoverage) => number) => modules.reduce((all, one) => all + of(one), 0)
  return [
    {
      label: 'Blocks',
      position: 7,
      total: sum(({ blocks }) => blocks.total),
      covered: sum(({ blocks }) => blocks.covered),
    },
    {
      label: 'Lines',
      position: 4,
      total: sum(({ lines }) => lines.total),
      covered: sum(({ lines }) => lines.covered),
    },
  ]
}
