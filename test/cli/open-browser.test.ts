import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { hasDisplay, openBrowser } from '../../src/cli/open-browser.js'
import { temporaryHome } from './temporary-home.js'

describe('a screen', () => {
  it.each([
    ['linux', {}, false],
    ['linux', { DISPLAY: ':0' }, true],
    ['linux', { WAYLAND_DISPLAY: 'wayland-0' }, true],
    ['darwin', {}, true],
    ['darwin', { SSH_CONNECTION: '10.0.0.1 1 10.0.0.2 22' }, false],
    ['win32', {}, true],
  ] as const)('on %s with %j is there: %s', (platform, env, expected) => {
    expect(hasDisplay(env, platform)).toBe(expected)
  })
})

describe.skipIf(process.platform !== 'linux')('the browser', () => {
  /** An environment whose `xdg-open` is this script. */
  async function desktop(script: string): Promise<{ env: Record<string, string>; folder: string }> {
    const folder = await temporaryHome()
    await mkdir(join(folder, 'programs'))
    await writeFile(join(folder, 'programs', 'xdg-open'), `#!/bin/sh\n${script}\n`)
    await chmod(join(folder, 'programs', 'xdg-open'), 0o755)
    const env = {
      DISPLAY: ':0',
      PATH: `${join(folder, 'programs')}:/usr/bin:/bin`,
      AZDO_CONNECTION_X_PAT: 'p',
    }
    return { env, folder }
  }

  it('is given the address as one argument, without a shell and without our settings', async () => {
    const { env, folder } = await desktop(`printf '%s|%s' "$#" "$1" > "$0.seen"; env > "$0.env"`)
    const address = 'https://login.example/?a=1&b=$(touch x);c'
    expect(await openBrowser(address, env)).toBe(true)
    expect(await readFile(join(folder, 'programs', 'xdg-open.seen'), 'utf8')).toBe(`1|${address}`)
    expect(await readFile(join(folder, 'programs', 'xdg-open.env'), 'utf8')).not.toContain('AZDO_')
  })

  it('is not open when its opener fails or is not there', async () => {
    expect(await openBrowser('https://login.example/', (await desktop('exit 3')).env)).toBe(false)
    expect(await openBrowser('https://login.example/', { DISPLAY: ':0', PATH: '/nowhere' })).toBe(false)
  })

  it('is not asked without a screen, nor for what is no web address', async () => {
    expect(await openBrowser('https://login.example/', { PATH: '/usr/bin' })).toBe(false)
    expect(await openBrowser('file:///etc/passwd', { DISPLAY: ':0' })).toBe(false)
  })
})
