import { spawn } from 'node:child_process'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { root, sourceFiles } from '../repository/source-tree.js'
import { findSecrets } from './find-secrets.js'
import type { KnownSecret, SecretKind, WrittenText } from './suite-folder.js'

const secret: KnownSecret = { kind: 'connection secret', value: 'pLanted~8Q"secret/of+the.test' }
const written = (text: string, mayShow: readonly SecretKind[] = []): WrittenText => ({
  test: 'test/a.test.ts > a > title',
  where: 'stdout',
  text,
  mayShow,
})
const found = (text: string, mayShow?: readonly SecretKind[]) =>
  findSecrets([secret], [written('nothing here'), written(text, mayShow)])

describe('the search for secrets', () => {
  const once = [{ test: 'test/a.test.ts > a > title', where: 'stdout', kind: secret.kind }]

  it.each([
    ['as it is', secret.value],
    ['in a URL', `https://x.example/?a=${encodeURIComponent(secret.value)}&b=1`],
    ['in JSON', JSON.stringify({ message: `Wrong: ${secret.value}.` })],
    ['as the password of Basic', Buffer.from(`:${secret.value}`).toString('base64')],
    ['in base64 after one character', Buffer.from(`x${secret.value}yy`).toString('base64url')],
    ['in base64 after two characters', Buffer.from(`xx${secret.value}y`).toString('base64')],
    ['in base64 after three characters', Buffer.from(`xxx${secret.value}`).toString('base64url')],
  ])('finds one %s', (_how: string, text: string) => {
    expect(found(`before ${text} after`)).toEqual(once)
  })

  it.each([
    ['a token', 'eyJhbGciOiJSUzI1NiJ9.eyJhdWQiOiJ4eHh4In0.c2lnbmF0dXJl'],
    ['a header with a token', 'authorization: Bearer 0123456789abcdef0123456789abcdef'],
    [
      'a header with a password',
      `authorization: Basic ${Buffer.from('a:0123456789abcdef').toString('base64')}`,
    ],
    ['a private key', '-----BEGIN RSA PRIVATE KEY-----\nMIIE'],
  ])('finds %s by its looks, though nobody made it known', (_what, text) => {
    expect(findSecrets([], [written(text)])).toHaveLength(1)
  })

  it('finds none in what is masked or cut off', () => {
    expect(found(`ClientSecret ***, ${secret.value.slice(0, -1)}, Bearer ***`)).toEqual([])
  })

  it('lets an output show what it is meant to show, and nothing else', () => {
    expect(found(secret.value, ['connection secret'])).toEqual([])
    expect(found(secret.value, ['database password'])).toEqual(once)
  })

  it('names neither the secret nor a part of it', () => {
    expect(JSON.stringify(found(secret.value))).not.toContain(secret.value.slice(0, 8))
  })
})

describe('a run of tests', () => {
  const planted = 'planted~secret~of~a~run~of~its~own'
  const vitest = join(dirname(createRequire(import.meta.url).resolve('vitest/package.json')), 'vitest.mjs')

  /** Runs planted-secret.ts as a suite of its own. */
  function run(where: 'in the open' | 'where it may' | 'nowhere') {
    const kept = Object.entries(process.env).filter(([name]) => !/^(VITEST|SUITE_|NODE_OPTIONS$)/.test(name))
    const child = spawn(
      process.execPath,
      [vitest, 'run', '--config', 'test/whole-suite/planted-secret.config.ts'],
      { cwd: root, env: { ...Object.fromEntries(kept), planted, PLANTED: where, NO_COLOR: '1' } },
    )
    let text = ''
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (piece: string) => (text += piece))
    return new Promise<{ code: number | null; text: string }>((resolve) =>
      child.on('close', (code) => resolve({ code, text })),
    )
  }

  it('whose tests all pass fails when one of them printed a secret, which is not told', async () => {
    const { code, text } = await run('in the open')
    expect(text).toMatch(/Tests +1 passed/)
    expect(text).toContain('secret check FAILED')
    expect(text).toContain(
      'test/whole-suite/planted-secret.ts > prints what it knows: stdout of a command line shows a secret (token)',
    )
    expect(text).not.toContain(planted)
    expect(code).toBe(1)
  })

  it.each(['where it may', 'nowhere'] as const)('passes when the secret is shown %s', async (where) => {
    const { code, text } = await run(where)
    expect(text).toMatch(/secret check: 1 secrets looked for in \d+ texts .* none found/)
    expect(code).toBe(0)
  })
})

describe('the tests', () => {
  it('start every sandbox where its secrets are made known', () => {
    const direct = /import \{[^}]*\bstartSandbox\b[^}]*\} from '[./]+\/sandbox\/sandbox\.js'/
    const files = sourceFiles('test').filter(({ path }) => path !== 'test/whole-suite/start-sandbox.ts')
    expect(files.length).toBeGreaterThan(50)
    expect(files.filter(({ text }) => direct.test(text)).map(({ path }) => path)).toEqual([])
  })
})
