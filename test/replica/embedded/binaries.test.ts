import { chmod, lstat, mkdir, mkdtemp, readdir, readlink, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { cp } from 'node:fs/promises'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { serverAccount } from '../../../src/replica/embedded/account.js'
import { findBinaryPackage, makeMissingLinks, openBinaries } from '../../../src/replica/embedded/binaries.js'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'azdo-binaries-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

describe('the links of the libraries', () => {
  it('are made where they are missing and left where they are', async () => {
    await mkdir(join(folder, 'native/lib'), { recursive: true })
    const links = [
      { source: 'native/lib/liba.so.1.2', target: 'native/lib/liba.so' },
      { source: 'native/lib/liba.so.1.2', target: 'native/lib/liba.so.1' },
    ]
    await writeFile(join(folder, 'native/pg-symlinks.json'), JSON.stringify(links))
    await symlink('elsewhere', join(folder, 'native/lib/liba.so'))
    expect(await makeMissingLinks(folder)).toBe(1)
    expect(await readlink(join(folder, 'native/lib/liba.so'))).toBe('elsewhere')
    expect(await readlink(join(folder, 'native/lib/liba.so.1'))).toBe('liba.so.1.2')
    expect(await makeMissingLinks(folder)).toBe(0)
  })

  it('are none where the package lists none', async () => {
    expect(await makeMissingLinks(folder)).toBe(0)
  })
})

describe('the programs', () => {
  it('can be used in place', async () => {
    const found = await findBinaryPackage()
    const binaries = await openBinaries(found, undefined, folder)
    expect(binaries.postgres.startsWith(found.folder)).toBe(true)
    expect(binaries.major).toBe(found.version.split('.')[0])
    expect(await readdir(folder)).toEqual([])
  })

  it('work when the install script made no links', async () => {
    const found = await findBinaryPackage()
    const copy = join(folder, 'package')
    await cp(found.folder, copy, { recursive: true, verbatimSymlinks: true })
    for (const name of await readdir(join(copy, 'native/lib'))) {
      const path = join(copy, 'native/lib', name)
      if ((await lstat(path)).isSymbolicLink()) await rm(path)
    }
    const binaries = await openBinaries({ ...found, folder: copy }, undefined, folder)
    expect(binaries.initdb).toBe(join(copy, 'native/bin/initdb'))
  })

  it.runIf(process.getuid?.() === 0)('are copied once when the account may not reach them', async () => {
    const found = await findBinaryPackage()
    const closed = join(folder, 'closed')
    const copies = join(folder, 'copies')
    await mkdir(copies)
    await chmod(folder, 0o755)
    await cp(found.folder, closed, { recursive: true, verbatimSymlinks: true })
    await chmod(closed, 0o700)
    const account = await serverAccount()
    const both = await Promise.all(
      [1, 2].map(() => openBinaries({ ...found, folder: closed }, account, copies)),
    )
    expect(both[0]!.postgres).toBe(join(copies, `native-${found.version}`, 'native/bin/postgres'))
    expect(both[1]).toEqual(both[0])
    expect(await readdir(copies)).toEqual([`native-${found.version}`])
  })

  it('are missed by name on a machine they are not made for', async () => {
    await expect(findBinaryPackage('plan9', 'mips')).rejects.toMatchObject({
      code: 'DATABASE_UNAVAILABLE',
      hint: expect.stringContaining('--database-url'),
    })
  })
})
