import { chmod, mkdir, stat, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { ensureHome } from '../../src/settings/home-folder.js'
import { temporaryFolder } from './temporary-home.js'

const isRoot = process.getuid?.() === 0

describe('ensureHome', () => {
  test('makes a folder, with those above it, for its owner only', async () => {
    const home = join(await temporaryFolder(), 'a', 'home')
    await ensureHome(home)
    await ensureHome(home)
    expect((await stat(home)).mode & 0o777).toBe(0o700)
  })

  test('leaves the permissions of a folder that exists', async () => {
    const home = join(await temporaryFolder(), 'home')
    await mkdir(home)
    await chmod(home, 0o755)
    await ensureHome(home)
    expect((await stat(home)).mode & 0o777).toBe(0o755)
  })

  test('follows a symbolic link to a folder', async () => {
    const folder = await temporaryFolder()
    await symlink(folder, join(folder, 'link'))
    await ensureHome(join(folder, 'link'))
  })

  test('refuses a file in place of the folder, or above it', async () => {
    const file = join(await temporaryFolder(), 'file')
    await writeFile(file, '')
    for (const home of [file, join(file, 'home')]) {
      await expect(ensureHome(home)).rejects.toMatchObject({
        code: 'HOME_UNUSABLE',
        message: `${home} cannot be used: a file is where a folder is needed.`,
      })
    }
  })

  test.skipIf(process.platform !== 'linux')(
    'refuses a place where nothing can be made (needs /proc)',
    async () => {
      await expect(ensureHome('/proc/azdo/home')).rejects.toMatchObject({ code: 'HOME_UNUSABLE' })
    },
  )

  test.skipIf(isRoot)('refuses a folder that cannot be written (as root everything can be)', async () => {
    const home = await temporaryFolder()
    await chmod(home, 0o500)
    await expect(ensureHome(home)).rejects.toMatchObject({
      code: 'HOME_UNUSABLE',
      message: `${home} cannot be used: permission denied.`,
    })
  })
})
