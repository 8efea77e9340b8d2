import { appendFileSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** Where a run of the tests keeps what was written and which secrets there were; unset when nothing is kept. */
export const folderVariable = 'SUITE_RECORD_FOLDER'

/** What a secret is for. Output that is meant to show one is meant to show one of these, not all. */
export type SecretKind =
  'connection secret' | 'password of a person' | 'token' | 'authorization code' | 'database password'

export interface KnownSecret {
  readonly kind: SecretKind
  readonly value: string
}

/** Something that was written during a test, whole. */
export interface WrittenText {
  /** The test's file and title. */
  readonly test: string
  /** What it was written to. */
  readonly where: string
  readonly text: string
  readonly mayShow: readonly SecretKind[]
}

/** A part of a written text; parts of one id follow one another. */
export type WrittenPart = WrittenText & { readonly id: string }

/** Each process appends to files of its own, so that no two mix their lines. */
export function keepSecret(folder: string, secret: KnownSecret): void {
  appendFileSync(join(folder, `secrets-${process.pid}`), `${JSON.stringify(secret)}\n`, { mode: 0o600 })
}

export function keepWritten(folder: string, part: WrittenPart): void {
  appendFileSync(join(folder, `written-${process.pid}`), `${JSON.stringify(part)}\n`, { mode: 0o600 })
}

export function readSecrets(folder: string): KnownSecret[] {
  return linesOf(folder, 'secrets-') as KnownSecret[]
}

export function readWritten(folder: string): WrittenText[] {
  const texts = new Map<string, WrittenText>()
  for (const { id, ...part } of linesOf(folder, 'written-') as WrittenPart[])
    texts.set(id, { ...part, text: (texts.get(id)?.text ?? '') + part.text })
  return [...texts.values()]
}

function linesOf(folder: string, start: string): unknown[] {
  return readdirSync(folder)
    .filter((name) => name.startsWith(start))
    .flatMap((name) => readFileSync(join(folder, name), 'utf8').split('\n'))
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as unknown)
}
