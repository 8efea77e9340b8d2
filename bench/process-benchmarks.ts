import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runWhole } from './azdo-process.js'
import type { BenchSystem } from './bench-system.js'
import { memoryOf } from './large-read.js'
import { compare, findingOf, type Finding } from './measure.js'

/** Memory of the gateway's process; none where the system does not tell. To be run on a fresh gateway. */
export async function benchMemory({ gateway, gatewayPid }: BenchSystem): Promise<Finding[]> {
  const idle = await memoryOf(gatewayPid)
  await gateway.query('select * from large.work_items')
  const after = await memoryOf(gatewayPid)
  if (!idle || !after) return []
  return [
    findingOf('gateway memory after reading 20,000 work items', 'before', after.now, idle.now, 'MB', 1),
    findingOf('gateway memory at its highest meanwhile', 'before', after.highest, idle.now, 'MB', 1),
  ]
}

/** Whole runs of the command line against a bare node. */
export async function benchStartUp({ home }: BenchSystem): Promise<Finding[]> {
  const bare = () => runWhole(home, ['-e', '0'], [])
  const alone = await mkdtemp(join(tmpdir(), 'azdo-bench-'))
  const query = ['query', 'select 1']
  try {
    return [
      await compare({
        what: 'azdo --help',
        against: 'node -e 0',
        runs: 5,
        ours: () => runWhole(home, ['--help']),
        baseline: bare,
      }),
      await compare({
        what: 'azdo query "select 1", gateway running',
        against: 'node -e 0',
        runs: 5,
        ours: () => runWhole(home, query),
        baseline: bare,
      }),
      await compare({
        what: 'azdo query "select 1", starting everything',
        against: 'node -e 0',
        runs: 5,
        ours: () => runWhole(alone, query),
        baseline: bare,
      }),
    ]
  } finally {
    await rm(alone, { recursive: true, force: true })
  }
}
