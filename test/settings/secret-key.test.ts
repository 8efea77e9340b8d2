import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { desktopKeyring, type Keyring } from '../../src/settings/desktop-keyring.js'
import { readSealed, writeSealed } from '../../src/settings/sealed-file.js'
import { secretKey } from '../../src/settings/secret-key.js'
import { keyringEnvironment } from '../../src/settings/server-settings.js'
import { temporaryHome } from './temporary-home.js'

/** In the place of a desktop: the outermost edge, which this machine may not have. */
function keyring(): Keyring & { readonly entries: Map<string, string>; answers: boolean } {
  const entries = new Map<string, string>()
  const ask = async <T>(give: () => T): Promise<T> => {
    if (!desktop.answers) throw new Error('locked')
    return give()
  }
  const desktop = {
    entries,
    answers: true,
    get: (name: string) => ask(() => entries.get(name)),
    set: (name: string, secret: string) => ask(() => void entries.set(name, secret)),
    delete: (name: string) => ask(() => void entries.delete(name)),
  }
  return desktop
}
const keyFile = (home: string): Promise<Buffer> => readFile(join(home, 'secret.key'))

describe('the key of sealed files', () => {
  test('is in the keyring where one answers, and the key file says so without it', async () => {
    const [home, desktop] = [await temporaryHome(), keyring()]
    await writeSealed(home, 'a.sealed', 'hush', desktop)
    expect(await readSealed(home, 'a.sealed', desktop)).toBe('hush')
    const [key] = desktop.entries.values()
    expect(Buffer.from(key!, 'base64')).toHaveLength(32)
    expect((await keyFile(home)).toString()).not.toContain(key)
    expect((await stat(join(home, 'secret.key'))).mode & 0o777).toBe(0o600)
  })

  test('is in the key file where no keyring is, or none that answers', async () => {
    const silent = keyring()
    silent.answers = false
    for (const none of [undefined, silent]) {
      const home = await temporaryHome()
      await secretKey(home, none)
      expect(await keyFile(home)).toHaveLength(32)
    }
  })

  test('stays in the key file when a keyring comes later', async () => {
    const [home, desktop] = [await temporaryHome(), keyring()]
    const key = await secretKey(home, undefined)
    expect(await secretKey(home, desktop)).toEqual(key)
    expect(desktop.entries.size).toBe(0)
  })

  test('in a keyring that is gone is an error, never a second key', async () => {
    const [home, desktop] = [await temporaryHome(), keyring()]
    await writeSealed(home, 'a.sealed', 'hush', desktop)
    const before = await keyFile(home)
    // What this process was given is not asked for twice; another process has its own memory.
    const renamed = JSON.parse(before.toString()) as Record<string, string>
    const [[name, key]] = [...desktop.entries] as [[string, string]]
    desktop.entries.set('moved', key).delete(name)
    await writeFile(join(home, 'secret.key'), JSON.stringify({ ...renamed, name: 'moved' }))

    desktop.answers = false
    for (const broken of [desktop, keyring(), undefined]) {
      await expect(readSealed(home, 'a.sealed', broken ?? undefined)).rejects.toMatchObject({
        code: 'FILE_UNUSABLE',
        message: expect.stringContaining('keyring') as string,
      })
      await expect(secretKey(home, broken)).rejects.toMatchObject({ code: 'FILE_UNUSABLE' })
    }
    desktop.answers = true
    expect(await readSealed(home, 'a.sealed', desktop)).toBe('hush')
  })

  test('is one key though many first writes come at once, and the others leave nothing in the keyring', async () => {
    const [home, desktop] = [await temporaryHome(), keyring()]
    const files = Array.from({ length: 12 }, (_, i) => `${i}.sealed`)
    await Promise.all(files.map((file, i) => writeSealed(home, file, i, desktop)))
    expect(await Promise.all(files.map((file) => readSealed(home, file, desktop)))).toEqual(
      files.map((_, i) => i),
    )
    expect(desktop.entries.size).toBe(1)
  })
})

describe('the desktop keyring', () => {
  test('is not asked for a home in the temporary folder', async () => {
    expect(desktopKeyring(await temporaryHome())).toBeUndefined()
  })

  test('is switched off by AZDO_KEYRING=off', () => {
    expect(keyringEnvironment({ AZDO_KEYRING: 'Off' }).isOff).toBe(true)
    expect(keyringEnvironment({}).isOff).toBe(false)
  })

  test.runIf(process.platform === 'linux')('is not asked where no session bus is', () => {
    const { DBUS_SESSION_BUS_ADDRESS: bus, XDG_RUNTIME_DIR: runtime } = process.env
    try {
      delete process.env.DBUS_SESSION_BUS_ADDRESS
      delete process.env.XDG_RUNTIME_DIR
      expect(desktopKeyring('/home/someone/.azdo')).toBeUndefined()
    } finally {
      if (bus !== undefined) process.env.DBUS_SESSION_BUS_ADDRESS = bus
      if (runtime !== undefined) process.env.XDG_RUNTIME_DIR = runtime
    }
  })

  test.runIf(process.platform === 'linux')(
    'that does not answer holds nobody up, and the key file serves',
    async () => {
      const before = process.env.DBUS_SESSION_BUS_ADDRESS
      const home = await mkdtemp(join(tmpdir(), 'azdo-keyring-'))
      try {
        process.env.DBUS_SESSION_BUS_ADDRESS = `unix:path=${join(home, 'nobody')}`
        const silent = desktopKeyring('/home/someone/.azdo')!
        await expect(silent.get('nothing')).rejects.toThrow('does not answer')
        expect(await secretKey(home, silent)).toHaveLength(32)
        expect(await keyFile(home)).toHaveLength(32)
      } finally {
        if (before === undefined) delete process.env.DBUS_SESSION_BUS_ADDRESS
        else process.env.DBUS_SESSION_BUS_ADDRESS = before
        await rm(home, { recursive: true })
      }
    },
  )
})
