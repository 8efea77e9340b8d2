import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { keyringEnvironment } from './server-settings.js'

/** A place for secrets that the desktop guards. Calls throw when it does not answer. */
export interface Keyring {
  /** Undefined when there is nothing under that name. */
  get(name: string): Promise<string | undefined>
  set(name: string, secret: string): Promise<void>
  delete(name: string): Promise<void>
}

/** Putting something in must not hold up a machine whose keyring nobody can unlock; in ms. */
const setPatience = 5_000
/** Reading may have to wait for a person who unlocks it; in ms. */
const getPatience = 30_000

/**
 * The keyring of the desktop (Keychain, Credential Manager, Secret Service); undefined when there is none to ask:
 * AZDO_KEYRING=off, no session bus on Linux, or a home in the temporary folder, whose key would be left behind.
 */
export function desktopKeyring(home: string): Keyring | undefined {
  const { isOff, sessionBus, runtimeFolder } = keyringEnvironment()
  if (isOff || isInside(tmpdir(), home)) return undefined
  if (process.platform === 'linux' && sessionBus === undefined) {
    if (runtimeFolder === undefined || !existsSync(join(runtimeFolder, 'bus'))) return undefined
  }
  return {
    get: async (name) => (await ask({ call: 'getPassword', name }, getPatience)) ?? undefined,
    set: async (name, secret) => void (await ask({ call: 'setPassword', name, secret }, setPatience)),
    delete: async (name) => void (await ask({ call: 'deletePassword', name }, setPatience)),
  }
}

function isInside(folder: string, path: string): boolean {
  const way = relative(resolve(folder), resolve(path))
  return way === '' || !/^(\.\.|[a-z]:|[\\/])/i.test(way)
}

/**
 * Speaks with the keyring, in a process of its own: a call that waits for somebody to unlock the keyring cannot be
 * taken back otherwise and would keep this process from ending. On Linux the Secret Service is asked for by name, since
 * the other store there is, the kernel's, forgets. Secrets go by the pipe, not by arguments.
 */
const program = `
import { AsyncEntry } from '@napi-rs/keyring'
let text = ''
for await (const part of process.stdin.setEncoding('utf8')) text += part
const { call, name, secret } = JSON.parse(text)
const entry = new AsyncEntry('azdo-connector', name, { linux: { store: 'secret-service' } })
const answer = await (secret === undefined ? entry[call]() : entry[call](secret))
process.stdout.write(JSON.stringify({ answer: typeof answer === 'string' ? answer : null }))
`

function ask(
  request: { call: string; name: string; secret?: string },
  timeout: number,
): Promise<string | null> {
  return new Promise((resolve, reject) => {
    const child = execFile(
      process.execPath,
      ['--input-type=module', '--eval', program],
      // The package is found from here.
      {
        cwd: fileURLToPath(new URL('.', import.meta.url)),
        timeout,
        killSignal: 'SIGKILL',
        windowsHide: true,
      },
      (failure, stdout) => {
        if (failure !== null) return reject(new Error('the desktop keyring does not answer'))
        resolve((JSON.parse(stdout) as { answer: string | null }).answer)
      },
    )
    child.stdin?.on('error', () => {})
    child.stdin?.end(JSON.stringify(request))
  })
}
