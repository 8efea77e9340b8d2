import { spawn } from 'node:child_process'
import type { CliIo } from './cli-io.js'

/** Whether this session has a screen that a browser could appear on. */
export function hasDisplay(env: CliIo['env'], platform: NodeJS.Platform = process.platform): boolean {
  if (platform === 'win32') return true
  // A login over the network has no screen of this machine.
  if (platform === 'darwin') return (env['SSH_CONNECTION'] ?? '') === ''
  return (env['DISPLAY'] ?? '') !== '' || (env['WAYLAND_DISPLAY'] ?? '') !== ''
}

/** How long an opener may take to fail, in ms; one that still runs then is the browser itself. */
const patience = 3000

/**
 * Shows an address in the person's browser; false when there is no screen, no opener, or the opener fails. No shell is
 * involved: the address stays one argument. It holds no secret (a sign-in's `state` and code challenge are none).
 */
export async function openBrowser(url: string, env: CliIo['env']): Promise<boolean> {
  if (!/^https?:\/\//i.test(url) || !hasDisplay(env)) return false
  const [program, args] = opener(url)
  return new Promise((resolve) => {
    // Settings in the environment may be secrets; a browser has no use for them.
    const kept = Object.fromEntries(Object.entries(env).filter(([name]) => !/^AZDO_/i.test(name)))
    const child = spawn(program, args, { stdio: 'ignore', detached: true, env: kept })
    const timer = setTimeout(() => resolve(true), patience)
    const done = (opened: boolean): void => {
      clearTimeout(timer)
      resolve(opened)
    }
    child.once('error', () => done(false))
    child.once('exit', (code) => done(code === 0))
    child.unref()
  })
}

/** `start` of Windows is a word of its shell; what it calls for an address is called here directly. */
function opener(url: string): [program: string, args: string[]] {
  if (process.platform === 'win32') return ['rundll32', ['url.dll,FileProtocolHandler', url]]
  if (process.platform === 'darwin') return ['open', [url]]
  return ['xdg-open', [url]]
}
