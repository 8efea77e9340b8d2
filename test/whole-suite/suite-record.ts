import { randomUUID } from 'node:crypto'
import { Writable } from 'node:stream'
import { expect } from 'vitest'
import type { SandboxInfo } from '../../sandbox/sandbox.js'
import type { Events } from '../../src/events/events.js'
import { subscribeLog } from '../../src/events/log.js'
import { folderVariable, keepSecret, keepWritten, type SecretKind } from './suite-folder.js'

/*
 * What the tests tell the check at the end of their run (secret-check.ts): everything that the program wrote anywhere,
 * and every secret there was. A caller whose output is meant to show a secret says which kind: `mayShow`.
 */

const folder = process.env[folderVariable]

/** Begins a text that is written bit by bit; `where` names it without any secret. */
export function startWriting(where: string, mayShow: readonly SecretKind[] = []): (piece: string) => void {
  const id = randomUUID()
  return (text) => {
    if (folder !== undefined && text !== '')
      keepWritten(folder, { id, test: currentTest(), where, text, mayShow })
  }
}

/** Keeps a text that was written. */
export function recordWritten(where: string, text: string, mayShow: readonly SecretKind[] = []): void {
  startWriting(where, mayShow)(text)
}

/** Keeps the log of everything, as `azdo` writes it at level `debug`. */
export function recordLog(events: Events, where = 'the log'): void {
  const write = startWriting(where)
  const stream = new Writable({
    write(piece: Buffer, _encoding, done) {
      write(piece.toString('utf8'))
      done()
    },
  })
  if (folder !== undefined) subscribeLog(events, 'debug', stream)
}

/** Keeps what an error tells; gives it back. */
export function recordError(where: string, thrown: unknown): unknown {
  const { message, stack } = thrown instanceof Error ? thrown : new Error(String(thrown))
  recordWritten(where, [message, stack, JSON.stringify(thrown)].join('\n'))
  return thrown
}

/** Makes a secret known; nothing when there is none. */
export function recordSecret(kind: SecretKind, value: string | undefined): void {
  if (folder !== undefined && value !== undefined && value !== '') keepSecret(folder, { kind, value })
}

/** Makes everything known that a sandbox has of secrets. */
export function recordSandbox(info: SandboxInfo): void {
  const { outsider, webClient, expiredSecretClient, certificateClient, federatedClient } = info
  for (const { clientSecret } of [info, outsider, webClient, expiredSecretClient])
    recordSecret('connection secret', clientSecret)
  for (const value of [info.pat, info.expiredPat, info.managedIdentityHeader, federatedClient.assertion])
    recordSecret('connection secret', value)
  // The first line of a key is the same in all of them.
  const key = /-----BEGIN PRIVATE KEY-----\n.+\n([^-]+)/.exec(certificateClient.certificatePem)?.[1] ?? ''
  for (const line of key.trim().split('\n')) recordSecret('connection secret', line)
  for (const { password } of info.users) recordSecret('password of a person', password)
}

/** `test/cli/x.test.ts > block > title`, as far as a test runs. */
function currentTest(): string {
  const { testPath = '', currentTestName } = expect.getState()
  const path = testPath.replace(/^.*?[\\/](?=test[\\/])/, '').replaceAll('\\', '/')
  return currentTestName === undefined ? path : `${path} > ${currentTestName}`
}
