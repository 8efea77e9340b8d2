import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { makeServerFolder, removeOrphans } from '../../../src/replica/embedded/server-folder.js'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'azdo-server-folder-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

describe('the folder of the server', () => {
  it('is in the home of an ordinary user', async () => {
    expect(await makeServerFolder(folder, undefined)).toBe(join(folder, 'postgres'))
    expect((await stat(join(folder, 'postgres'))).mode & 0o777).toBe(0o700)
  })

  it.runIf(process.getuid?.() === 0)(
    'of root belongs to the account of the server and names its home',
    async () => {
      const [home, shared] = [join(folder, 'home'), join(folder, 'shared')]
      await mkdir(home)
      const account = { name: 'nobody', uid: 65534, gid: 65534 }
      const made = await makeServerFolder(home, account, shared)
      expect(await makeServerFolder(join(home, '..', 'home'), account, shared)).toBe(made)
      const { uid, mode } = await stat(made)
      expect([uid, mode & 0o777]).toEqual([65534, 0o700])
      expect(await readFile(join(made, 'home'), 'utf8')).toBe(home)
    },
  )
})

describe('folders of servers', () => {
  it('are removed when their home is gone, unless their server runs', async () => {
    const make = async (name: string, home: string | undefined, pid?: number): Promise<void> => {
      await mkdir(join(folder, name, 'data-18'), { recursive: true })
      if (home !== undefined) await writeFile(join(folder, name, 'home'), home)
      if (pid !== undefined) await writeFile(join(folder, name, 'data-18', 'postmaster.pid'), `${pid}\n`)
    }
    await make('orphan', '/nowhere/at/all')
    await make('stale', '/nowhere/at/all', 2 ** 30)
    await make('running', '/nowhere/at/all', process.pid)
    await make('used', tmpdir())
    await make('native-18.4.0', undefined)
    await removeOrphans(folder)
    expect((await readdir(folder)).sort()).toEqual(['native-18.4.0', 'running', 'used'])
  })
})
