import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { AzdoError } from '../errors/azdo-error.js'
import { findSetting } from './connection-settings.js'
import { ensureHome, homeUnusable } from './home-folder.js'
import { replaceFile } from './replace-file.js'
import { readSealed, writeSealed } from './sealed-file.js'

/** A connection as stored: its canonical, non-empty values, secrets among them. */
export interface StoredProfile {
  readonly name: string
  readonly values: Readonly<Record<string, string>>
}

/** All that is stored. */
export interface StoredProfiles {
  /** Undefined when none was ever chosen. */
  readonly defaultName: string | undefined
  /** In the order added. */
  readonly profiles: readonly StoredProfile[]
}

const plainFile = 'connections.json'
const secretFile = 'connections.sealed'

const valuesSchema = z.record(z.string(), z.string())
const plainSchema = z.object({
  format: z.literal(1),
  default: z.string().optional(),
  connections: z.array(z.object({ name: z.string(), values: valuesSchema })),
})
const secretSchema = z.record(z.string(), valuesSchema)

/** Reads connections.json and the sealed file with its secrets. Errors: FILE_UNUSABLE, HOME_UNUSABLE. */
export async function readProfiles(home: string): Promise<StoredProfiles> {
  const path = join(home, plainFile)
  let text: string
  try {
    text = await readFile(path, 'utf8')
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return { defaultName: undefined, profiles: [] }
    throw homeUnusable(path, cause)
  }
  const plain = plainSchema.safeParse(parsed(text))
  if (!plain.success) throw damaged(path)
  if (plain.data.connections.length === 0) return { defaultName: undefined, profiles: [] }
  const secrets = secretSchema.safeParse((await readSealed(home, secretFile)) ?? {})
  if (!secrets.success) throw damaged(join(home, secretFile))
  return {
    defaultName: plain.data.default,
    profiles: plain.data.connections.map(({ name, values }) => ({
      name,
      values: { ...values, ...secrets.data[name.toLowerCase()] },
    })),
  }
}

/** Replaces both files. The caller holds the lock and read `before` under it. Errors: HOME_UNUSABLE, FILE_UNUSABLE. */
export async function writeProfiles(
  home: string,
  before: StoredProfiles,
  after: StoredProfiles,
): Promise<void> {
  const connections = after.profiles.map(({ name, values }) => ({ name, values: part(values, false) }))
  const secrets = after.profiles.map(({ name, values }) => [name.toLowerCase(), part(values, true)])
  await ensureHome(home)
  const writePlain = async (): Promise<void> => {
    const path = join(home, plainFile)
    const content = { format: 1, default: after.defaultName, connections }
    await replaceFile(path, JSON.stringify(content, undefined, 2) + '\n').catch((cause: unknown) => {
      throw homeUnusable(path, cause)
    })
  }
  const writeSecrets = (): Promise<void> => writeSealed(home, secretFile, Object.fromEntries(secrets))
  // Whoever reads or stops in between finds at worst a secret without a connection, never a connection without its secret.
  const steps =
    after.profiles.length < before.profiles.length ? [writePlain, writeSecrets] : [writeSecrets, writePlain]
  for (const step of steps) await step()
}

/** The values that are secret, or those that are not. A key that is no setting's counts as secret. */
function part(values: Readonly<Record<string, string>>, secret: boolean): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values).filter(([key]) => (findSetting(key)?.secret ?? true) === secret),
  )
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}

function damaged(path: string): AzdoError {
  return new AzdoError('FILE_UNUSABLE', `${path} is damaged, or was written by a newer version.`, {
    hint: 'Correct it or restore it from a backup; nothing was changed. To start over, move it away.',
  })
}
