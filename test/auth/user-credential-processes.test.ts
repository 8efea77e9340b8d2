import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import ts from 'typescript'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { readStoredToken, storeToken } from '../../src/auth/token-store.js'
import { entraError, startTokenServer, type TokenServer } from './token-server.js'
import { userConnection } from './user-connection.js'

const root = resolve(import.meta.dirname, '../..')
const run = promisify(execFile)
const processes = 16

let code: string
let server: TokenServer
beforeAll(async () => {
  code = await mkdtemp(join(tmpdir(), 'azdo-processes-'))
  await compileInto(code, ['errors', 'events', 'settings', 'auth'])
  await writeFile(join(code, 'renew.mjs'), renewer)
})
afterAll(() => rm(code, { recursive: true, force: true }))

/** Strict as Entra is not: a refresh token that was used once is no longer accepted, so a lost one is noticed. */
let newest: string
beforeEach(async () => {
  server = await startTokenServer()
  newest = 'refresh-0'
  server.reply = async ({ form }, index) => {
    await new Promise((later) => setTimeout(later, 5))
    if (form.get('refresh_token') !== newest) {
      return { status: 400, body: entraError('invalid_grant', 70000, 'Used before.') }
    }
    newest = `refresh-${index}`
    return {
      body: {
        token_type: 'Bearer',
        expires_in: 3600,
        access_token: `access-${index}`,
        refresh_token: newest,
      },
    }
  }
  return () => server.close()
})

interface Outcome {
  readonly headers: readonly string[]
}

/** Starts the processes at once; each renews `rounds` times whatever is held. */
async function renewAll(of: {
  home: (n: number) => string
  path?: string
  rounds: number
}): Promise<Outcome[]> {
  const all = Array.from({ length: processes }, async (_, n) => {
    const task = { home: of.home(n), rounds: of.rounds, connection: connection(of.path) }
    const words = [join(code, 'renew.mjs'), JSON.stringify(task)]
    const { stdout } = await run(process.execPath, words)
    return JSON.parse(stdout) as Outcome
  })
  return Promise.all(all)
}

const connection = (refreshTokenFilePath?: string) => userConnection(server.url, { refreshTokenFilePath })

describe('16 processes that renew at once', () => {
  test('with one refresh token file end with one valid file, and none fails', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'azdo-shared-'))
    const path = join(folder, 'token.json')
    await writeFile(path, JSON.stringify({ access_token: 'old', refresh_token: 'refresh-0', expires_in: 0 }))
    const outcomes = await renewAll({ home: (n) => join(folder, `home-${n}`), path, rounds: 3 })
    const given = outcomes.flatMap(({ headers }) => headers)
    expect(given).toHaveLength(processes * 4)
    expect(given.filter((header) => !/^Bearer access-\d+$/.test(header))).toEqual([])
    const file = JSON.parse(await readFile(path, 'utf8')) as Record<string, unknown>
    expect(file).toEqual({ access_token: expect.any(String), refresh_token: newest, expires_in: 3600 })
    expect(newest).toBe(`refresh-${server.requests.length}`)
    expect(await readdir(folder)).toEqual(['token.json'])
    await rm(folder, { recursive: true })
  })

  test('with one profile end with the newest refresh token, and none fails', async () => {
    const home = await mkdtemp(join(tmpdir(), 'azdo-shared-'))
    const old = { accessToken: 'old', refreshToken: 'refresh-0', obtainedAt: 0, expiresAt: 1 }
    await storeToken(home, connection(), old)
    const outcomes = await renewAll({ home: () => home, rounds: 3 })
    const given = outcomes.flatMap(({ headers }) => headers)
    expect(given).toHaveLength(processes * 4)
    expect((await readStoredToken(home, connection()))?.refreshToken).toBe(newest)
    expect(newest).toBe(`refresh-${server.requests.length}`)
    await rm(home, { recursive: true })
  })
})

const renewer = `
import { createCredential } from './auth/credential.js'
import { createEvents } from './events/events.js'
const { home, rounds, connection } = JSON.parse(process.argv[2])
const credential = createCredential(connection, { home, events: createEvents() })
const headers = [await credential.authorization()]
for (let round = 0; round < rounds; round++) {
  headers.push((await credential.renewed(headers.at(-1))).authorization)
  if (round === 0) await credential.generate()
}
console.log(JSON.stringify({ headers }))
`

/** Other processes cannot run TypeScript: the folders of src/ as JavaScript, without a build of the whole. */
async function compileInto(folder: string, parts: readonly string[]): Promise<void> {
  await writeFile(join(folder, 'package.json'), '{"type":"module"}')
  await symlink(join(root, 'node_modules'), join(folder, 'node_modules'))
  const compilerOptions = {
    target: ts.ScriptTarget.ES2023,
    module: ts.ModuleKind.ESNext,
    verbatimModuleSyntax: true,
  }
  for (const part of parts) {
    await mkdir(join(folder, part))
    for (const file of await readdir(join(root, 'src', part))) {
      const source = await readFile(join(root, 'src', part, file), 'utf8')
      const { outputText } = ts.transpileModule(source, { compilerOptions })
      await writeFile(join(folder, part, file.replace(/\.ts$/, '.js')), outputText)
    }
  }
}
