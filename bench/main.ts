import { cpus } from 'node:os'
import { startBenchSystem } from './bench-system.js'
import { benchGateway } from './gateway-benchmarks.js'
import { tableOf, type Finding } from './measure.js'
import { benchPlanning } from './planning-benchmarks.js'
import { benchMemory, benchStartUp } from './process-benchmarks.js'
import { benchReads } from './read-benchmarks.js'

/** Prints one table: every line is ours against something else, measured in the same run. See docs/performance.md. */
const system = await startBenchSystem()
try {
  const findings: Finding[] = []
  for (const bench of [benchMemory, benchGateway, benchReads, benchPlanning, benchStartUp]) {
    process.stderr.write(`${bench.name} …\n`)
    findings.push(...(await bench(system)))
  }
  const seconds = Math.round(performance.now() / 1000)
  process.stdout.write(`${tableOf(findings)}\n`)
  process.stdout.write(`medians; ${cpus().length} cores, node ${process.version}, ${seconds} s\n`)
} finally {
  await system.close()
}
