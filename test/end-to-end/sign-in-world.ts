import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  startSandbox,
  type Sandbox,
  type SandboxInfo,
  type SandboxOptions,
} from '../whole-suite/start-sandbox.js'
import type { Credential } from '../../src/auth/credential.js'
import type { Interaction } from '../../src/auth/interaction.js'
import type { App } from '../../src/cli/app.js'
import { openApp } from '../../src/main.js'
import type { TestStep } from '../../src/rest/test-connection.js'
import type { Connection } from '../../src/settings/connection.js'
import { recordHome } from '../whole-suite/record-home.js'
import { recordError, recordLog, recordWritten } from '../whole-suite/suite-record.js'

/** A sandbox and the product under a temporary AZDO_HOME, for sign-ins; no database. */
export interface SignInWorld {
  readonly folder: string
  readonly app: App
  readonly sandbox: Sandbox
  readonly info: SandboxInfo
  /** Adds a connection to the sandbox; `settings` beside Organization and Url. */
  add(name: string, settings: Readonly<Record<string, string>>): Promise<Connection>
  /** A fresh credential of a connection, as a new process would have it. */
  credential(name: string): Promise<Credential>
  test(name: string): Promise<readonly TestStep[]>
  /** POST to the sandbox's own endpoints. */
  control(path: string, body?: unknown): Promise<void>
  close(): Promise<void>
}

export async function startSignInWorld(options: Partial<SandboxOptions> = {}): Promise<SignInWorld> {
  const folder = await mkdtemp(join(tmpdir(), 'azdo-sign-in-'))
  const sandbox = await startSandbox({ port: 0, seed: 11, projects: 3, workItems: 200, ...options })
  const app = await openApp({ home: join(folder, 'home') })
  recordLog(app.events)
  const { info } = sandbox
  return {
    folder,
    app,
    sandbox,
    info,
    async add(name, settings) {
      await app.profiles.add(name, { Organization: info.organization, Url: info.url, ...settings })
      return app.profiles.connection(name)
    },
    credential: async (name) => recorded(await app.credential(await app.profiles.connection(name))),
    async test(name) {
      const steps = await app.test(await app.profiles.connection(name), () => undefined)
      recordWritten('Test Connection', JSON.stringify(steps))
      for (const { error } of steps) if (error !== undefined) recordError('Test Connection', error)
      return steps
    },
    async control(path, body = {}) {
      const response = await fetch(`${info.url}/_sandbox${path}`, {
        method: 'POST',
        body: JSON.stringify(body),
      })
      if (!response.ok) throw new Error(`POST /_sandbox${path}: ${response.status} ${await response.text()}`)
    },
    async close() {
      await sandbox.close()
      await recordHome(join(folder, 'home'))
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** The same credential; what it tells, errors too, is kept for the check of the whole run. */
function recorded(credential: Credential): Credential {
  const kept = <T>(work: Promise<T>): Promise<T> =>
    work.catch((thrown: unknown) => {
      throw recordError('an error of the sign-in', thrown)
    })
  const status = async (work: ReturnType<Credential['status']>) => {
    const told = await kept(work)
    recordWritten('the status of a token', JSON.stringify(told))
    return told
  }
  return {
    authorization: (signal) => kept(credential.authorization(signal)),
    renewed: (refused, signal) => kept(credential.renewed(refused, signal)),
    generate: (signal, interaction) => status(credential.generate(signal, interaction)),
    status: () => status(credential.status()),
  }
}

/** Settings of each way of signing in to that sandbox, secrets from its own description. */
export function settingsOf(info: SandboxInfo, way: 'app' | 'user' | 'pat'): Readonly<Record<string, string>> {
  switch (way) {
    case 'app':
      return {
        Auth: 'AppCredentials',
        TokenUrl: info.tokenUrl,
        ClientId: info.clientId,
        ClientSecret: info.clientSecret,
      }
    case 'user':
      return {
        Auth: 'UserCredentials',
        AuthUrl: info.authUrl,
        TokenUrl: info.tokenUrl,
        ClientId: info.publicClient.clientId,
      }
    case 'pat':
      return { Auth: 'Pat', PersonalAccessToken: info.pat }
  }
}

/** A person at the terminal, scripted; what is not scripted fails the test. */
export function scriptedPerson(parts: Partial<Interaction> = {}): Interaction & { readonly shown: string[] } {
  const shown: string[] = []
  return {
    shown,
    openBrowser: async () => false,
    showAddress: (url) => void shown.push(url),
    showDeviceCode: (code) => void shown.push(code.userCode),
    askForAnswer: async (prompt) => {
      throw new Error(`nobody expected the question: ${prompt}`)
    },
    ...parts,
  }
}
