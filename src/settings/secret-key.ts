import { createHash, randomBytes } from 'node:crypto'
import { link, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { AzdoError } from '../errors/azdo-error.js'
import type { Keyring } from './desktop-keyring.js'
import { homeUnusable, reason } from './home-folder.js'
import { replaceFile } from './replace-file.js'

/** Holds the key of all sealed files of a home, or says which entry of the keyring does. Never both. */
const keyFile = 'secret.key'

const keyBytes = 32

/** Content of the key file when the key itself is in the desktop keyring. */
const keyringEntry = z.object({
  format: z.literal('azdo-keyring-1'),
  /** Name of the entry, made for this key alone: two homes, or two first writes at once, share none. */
  name: z.string(),
  /** First digits of the key's SHA-256, to know a wrong key from a damaged file. */
  check: z.string(),
})

/** Keys had from the keyring, by entry: each is asked for once. */
const known = new Map<string, Buffer>()

/**
 * The key of a home; undefined when it has none yet. Errors: FILE_UNUSABLE when the key is damaged, or is in a keyring
 * that does not give it; HOME_UNUSABLE when the file cannot be read.
 */
export async function readSecretKey(home: string, keyring: Keyring | undefined): Promise<Buffer | undefined> {
  const path = join(home, keyFile)
  const content = await readOrAbsent(path)
  if (content === undefined) return undefined
  if (content.length === keyBytes) return content
  const entry = keyringEntry.safeParse(parsed(content))
  if (!entry.success) throw unusable(path, 'it is not a key of 32 bytes')
  const { name, check } = entry.data
  const before = known.get(name)
  if (before !== undefined) return before
  if (keyring === undefined) {
    throw unusable(path, 'its key is in the desktop keyring, which is switched off or not there')
  }
  const answer = await keyring.get(name).catch((cause: unknown) => {
    throw unusable(path, 'its key is in the desktop keyring, which does not answer', cause)
  })
  const key = Buffer.from(answer ?? '', 'base64')
  if (key.length !== keyBytes || checkOf(key) !== check) {
    throw unusable(path, 'its key is no longer in the desktop keyring')
  }
  known.set(name, key)
  return key
}

/**
 * The key of a home, made now when it has none: kept in the keyring when that gives it back, else in the key file.
 * The place is settled once; it does not change when a keyring comes or goes. Errors: as readSecretKey.
 */
export async function secretKey(home: string, keyring: Keyring | undefined): Promise<Buffer> {
  const existing = await readSecretKey(home, keyring)
  if (existing !== undefined) return existing
  const path = join(home, keyFile)
  const fresh = randomBytes(keyBytes)
  const name = keyring === undefined ? undefined : await putInto(keyring, home, fresh)
  const entry = { format: 'azdo-keyring-1', name, check: checkOf(fresh) }
  // Written aside and linked into place: of two processes doing this at once, one wins and both use its key.
  const mine = `${path}.${process.pid}.${randomBytes(4).toString('hex')}`
  let isMine = true
  try {
    await replaceFile(mine, name === undefined ? fresh : JSON.stringify(entry) + '\n')
    await link(mine, path).catch((thrown: NodeJS.ErrnoException) => {
      if (thrown.code !== 'EEXIST') throw thrown
      isMine = false
    })
  } catch (cause) {
    isMine = false
    throw homeUnusable(path, cause)
  } finally {
    await rm(mine, { force: true })
    if (!isMine && name !== undefined) await keyring?.delete(name).catch(() => {})
  }
  const key = await readSecretKey(home, keyring)
  if (key === undefined) throw unusable(path, 'it vanished')
  return key
}

/** The name of the entry that now holds the key; undefined when the keyring does not give back what it was given. */
async function putInto(keyring: Keyring, home: string, key: Buffer): Promise<string | undefined> {
  const name = `${home} ${randomBytes(8).toString('hex')}`
  const text = key.toString('base64')
  try {
    await keyring.set(name, text)
    if ((await keyring.get(name)) === text) return name
  } catch {
    // No keyring that works: the key file takes its place.
  }
  return undefined
}

function checkOf(key: Buffer): string {
  return createHash('sha256').update(key).digest('hex').slice(0, 16)
}

/** The file's content; undefined when there is no such file. Error: HOME_UNUSABLE. */
export async function readOrAbsent(path: string): Promise<Buffer | undefined> {
  try {
    return await readFile(path)
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw new AzdoError('HOME_UNUSABLE', `${path} cannot be read: ${reason(cause)}.`, {
      hint: 'Make it readable for you, or set AZDO_HOME to another folder.',
      cause,
    })
  }
}

function parsed(content: Buffer): unknown {
  try {
    return JSON.parse(content.toString('utf8')) as unknown
  } catch {
    return undefined
  }
}

function unusable(path: string, why: string, cause?: unknown): AzdoError {
  return new AzdoError('FILE_UNUSABLE', `${path} cannot be used: ${why}.`, {
    hint: /keyring/.test(why)
      ? 'Unlock the keyring and try again, with AZDO_KEYRING not set to off. If the key is lost, delete this file and the sealed ones beside it, enter the secrets anew and sign in again.'
      : 'Restore the file from a backup, or delete it and the sealed ones beside it, enter the secrets anew and sign in again.',
    cause,
  })
}
