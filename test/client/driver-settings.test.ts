import { execFile, spawnSync } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { RunningGateway } from '../../src/cli/app.js'
import { driverSettings } from '../../src/client/driver-settings.js'
import { openApp } from '../../src/main.js'

const hasPsql = spawnSync('psql', ['--version']).status === 0
const hasOdbc = /PostgreSQL Unicode/.test(spawnSync('odbcinst', ['-q', '-d']).stdout?.toString() ?? '')

// The programs themselves read the settings.
describe('programs that connect with the settings', () => {
  let folder: string
  let gateway: RunningGateway
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'azdo-dsn-'))
    const app = await openApp({ home: join(folder, 'home') })
    gateway = await app.openGateway({ host: '127.0.0.1', port: 0, announce: false })
  })
  afterAll(async () => {
    await gateway?.close()
    await rm(folder, { recursive: true, force: true })
  })

  it.skipIf(!hasPsql)(
    'psql finds the tables of a connection whose name has a dash (needs psql)',
    async () => {
      const uri = driverSettings('psql', 'my-box', gateway).trim()
      const { stdout } = await promisify(execFile)('psql', [uri, '-X', '-A', '-t', '-c', 'show search_path'])
      expect(stdout.trim()).toBe('"my-box",public')
    },
  )

  it.skipIf(!hasOdbc)('isql does, by its section of odbc.ini (needs unixODBC and psqlODBC)', async () => {
    const ini = join(folder, 'odbc.ini')
    await writeFile(ini, driverSettings('odbc', 'my-box', gateway))
    const run = promisify(execFile)('isql', ['my-box', '-b', '-x,'], {
      env: { ...process.env, ODBCINI: ini },
    })
    run.child.stdin?.end('show search_path\nquit\n')
    expect((await run).stdout).toContain('my-box", public')
  })
})
