import { mkdtemp, rm } from 'node:fs/promises'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { tableLines } from '../src/cli/text-table.js'
import { startAzdo } from './azdo-process.js'
import { openService } from './http-loop.js'
import { benchSandbox } from './sandbox-benchmarks.js'

/** Prints how many requests a second a sandbox of 100,000 work items answers. See docs/performance.md. */
const home = await mkdtemp(join(tmpdir(), 'azdo-bench-'))
const sandbox = await startAzdo(
  home,
  ['sandbox', '--port', '0', '--work-items', '100000'],
  /listening on (\S+)/,
)
try {
  const service = await openService(sandbox.address)
  const rates = await benchSandbox(sandbox.address, service)
  await service.close()
  const rows = rates.map((rate) => [rate.what, String(rate.perSecond), String(rate.barePerSecond)])
  process.stdout.write(`${tableLines(['answered a second', 'sandbox', 'bare server'], rows).join('\n')}\n`)
  process.stdout.write(`${cpus().length} cores, node ${process.version}\n`)
} finally {
  await sandbox.stop()
  await rm(home, { recursive: true, force: true })
}
