import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { AzdoError } from '../errors/azdo-error.js'
import { desktopKeyring } from './desktop-keyring.js'
import { ensureHome, homeUnusable } from './home-folder.js'
import { replaceFile } from './replace-file.js'
import { readOrAbsent, readSecretKey, secretKey } from './secret-key.js'

/** First field of a sealed file; a later layout gets another one. */
const format = 'azdo-sealed-1'

/**
 * The value last written to a sealed file, or undefined when there is no such file. `file` is relative to the home.
 * Errors: FILE_UNUSABLE when the content or the key is damaged, missing or not of this file; HOME_UNUSABLE when a
 * file cannot be read.
 */
export async function readSealed(
  home: string,
  file: string,
  keyring = desktopKeyring(home),
): Promise<unknown> {
  const path = join(home, file)
  const text = await readOrAbsent(path)
  if (text === undefined) return undefined
  const key = await readSecretKey(home, keyring)
  if (key === undefined) throw unusable(home, file, `its key ${join(home, 'secret.key')} is missing`)
  try {
    const sealed = JSON.parse(text.toString('utf8')) as Record<string, string>
    if (sealed.format !== format) throw new Error('not a sealed file of this version')
    const decipher = createDecipheriv('aes-256-gcm', key, base64(sealed.iv), { authTagLength: 16 })
    decipher.setAAD(Buffer.from(file))
    decipher.setAuthTag(base64(sealed.tag))
    const clear = Buffer.concat([decipher.update(base64(sealed.data)), decipher.final()])
    return JSON.parse(clear.toString('utf8')) as unknown
  } catch {
    // The cause is left out: a parser's message may quote what it read.
    throw unusable(home, file, 'it is damaged, or was sealed with another key')
  }
}

/**
 * Seals a JSON value with AES-256-GCM and replaces the file as a whole (0600). The file's name is part of what is
 * authenticated, so one sealed file cannot stand in for another. Callers that read, change and write hold a lock
 * (home-lock.ts). The key is made at the first write of a home (secret-key.ts). Errors: HOME_UNUSABLE; FILE_UNUSABLE
 * when the key is damaged or its keyring does not answer.
 */
export async function writeSealed(
  home: string,
  file: string,
  value: unknown,
  keyring = desktopKeyring(home),
): Promise<void> {
  await ensureHome(home)
  const key = await secretKey(home, keyring)
  const iv = randomBytes(12)
  const cipher = createCipheriv('aes-256-gcm', key, iv, { authTagLength: 16 })
  cipher.setAAD(Buffer.from(file))
  const data = Buffer.concat([cipher.update(JSON.stringify(value), 'utf8'), cipher.final()])
  const sealed = {
    format,
    iv: iv.toString('base64'),
    tag: cipher.getAuthTag().toString('base64'),
    data: data.toString('base64'),
  }
  try {
    await replaceFile(join(home, file), JSON.stringify(sealed) + '\n')
  } catch (cause) {
    throw homeUnusable(join(home, file), cause)
  }
}

function base64(text: string | undefined): Buffer {
  return Buffer.from(text ?? '', 'base64')
}

function unusable(home: string, file: string, why: string): AzdoError {
  return new AzdoError('FILE_UNUSABLE', `${join(home, file)} cannot be used: ${why}.`, {
    hint: 'Restore the file and its key from a backup, or delete the file and enter its secrets or sign in again.',
  })
}
