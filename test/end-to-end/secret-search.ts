import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { SandboxInfo } from '../../sandbox/sandbox.js'
import { readSealed } from '../../src/settings/sealed-file.js'
import type { Ended } from './azdo-process.js'

/** Every secret of a sandbox and every one that an AZDO_HOME holds sealed, by name. */
export async function secretsOf(home: string, info: SandboxInfo): Promise<Map<string, string>> {
  const secrets = new Map([
    ['client secret', info.clientSecret],
    ['PAT', info.pat],
    ['expired PAT', info.expiredPat],
    ["outsider's secret", info.outsider.clientSecret],
  ])
  for (const user of info.users) secrets.set(`password of ${user.uniqueName}`, user.password)
  for (const file of ['connections.sealed', 'database', 'client-role', 'tokens'])
    for (const [path, text] of longTexts(await readSealed(home, file))) secrets.set(`${file}${path}`, text)
  for (const [name, secret] of [...secrets]) {
    secrets.set(`${name}, URL-encoded`, encodeURIComponent(secret))
    secrets.set(`${name}, as a password of Basic`, basic(secret))
  }
  return secrets
}

/** Which secrets stand in which texts: `PAT in stdout of 3`. Never the secrets themselves. */
export function foundSecrets(
  secrets: ReadonlyMap<string, string>,
  texts: ReadonlyMap<string, string>,
): string[] {
  return [...texts].flatMap(([where, text]) =>
    [...secrets].filter(([, secret]) => text.includes(secret)).map(([name]) => `${name} in ${where}`),
  )
}

/** What commands printed, each stream under its name. */
export function printedTexts(printed: readonly Ended[]): Map<string, string> {
  return new Map(
    printed.flatMap(({ line, out, err }, at) => [
      [`stdout of ${at}: ${line.slice(0, 30)}`, out],
      [`stderr of ${at}: ${line.slice(0, 30)}`, err],
    ]),
  )
}

/** Every file under a folder by its path, those larger than a megabyte and a database's own left out. */
export async function filesIn(folder: string): Promise<Map<string, string>> {
  const files = new Map<string, string>()
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name)
    if (entry.isDirectory() && !/^data-\d+$/.test(entry.name))
      for (const [name, text] of await filesIn(path)) files.set(name, text)
    else if (entry.isFile() && (await stat(path)).size < 1_000_000)
      files.set(path, await readFile(path, 'latin1'))
  }
  return files
}

/** The header value of a personal access token: its user name is empty. */
function basic(secret: string): string {
  return Buffer.from(`:${secret}`).toString('base64').replace(/=+$/, '')
}

/** Texts inside a sealed value that can only be secrets: long and without blanks, neither times nor ids nor addresses. */
function longTexts(value: unknown, path = ''): [string, string][] {
  if (typeof value === 'string')
    return value.length >= 16 && !/\s|^\d{4}-|^[0-9a-f]{8}-|:\/\//i.test(value) ? [[path, value]] : []
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, inner]) => longTexts(inner, `${path}/${key}`))
}
