import { cpus } from 'node:os'
import { startLargeRead } from './large-read.js'
import { findingOf, tableOf, type Finding } from './measure.js'

/** Prints what a first read of very many work items costs: time against a bare HTTP loop, memory. See docs/performance.md. */
const findings: Finding[] = []

const everyRow = 'select * from large.work_items'
// All rows are read, one is handed out: what a bare loop that keeps nothing is to be compared with.
const oneRow = 'select count(fields) from large.work_items'

for (const [what, statement] of [
  ['read', oneRow],
  ['read and handed out', everyRow],
] as const) {
  const distant = await startLargeRead(100_000, 50)
  try {
    const bare = await timeOf(() => distant.service.readEach(() => undefined))
    const note = (words: string, ms: number): void => {
      const line = `100,000 work items ${what}, answers held back 50 ms${words}`
      findings.push(findingOf(line, 'bare HTTP loop', ms, bare, 'ms', 1))
    }
    note('', await timeOf(() => distant.read(statement)))
    note(', unchanged', await timeOf(() => distant.read(statement)))
  } finally {
    await distant.close()
  }
}

const large = await startLargeRead(1_000_000, 0)
try {
  const before = await large.memory()
  await large.read(everyRow)
  const after = await large.memory()
  if (before && after) {
    const what = 'gateway memory at its highest, reading 1,000,000 work items'
    findings.push(findingOf(what, 'before', after.highest, before.now, 'MB', 1))
  }
} finally {
  await large.close()
}

process.stdout.write(`${tableOf(findings)}\n${cpus().length} cores, node ${process.version}\n`)

async function timeOf(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now()
  await work()
  return performance.now() - started
}
