import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { link, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { AzdoError } from '../errors/azdo-error.js'
import { ensureHome, homeUnusable, reason } from './home-folder.js'
import { replaceFile } from './replace-file.js'

/** The key of all sealed files of a home: 32 random bytes, made at the first write. */
const keyFile = 'secret.key'

/** First field of a sealed file; a later layout gets another one. */
const format = 'azdo-sealed-1'

/**
 * The value last written to a sealed file, or undefined when there is no such file. `file` is relative to the home.
 * Errors: FILE_UNUSABLE when the content or the key is damaged, missing or not of this file; HOME_UNUSABLE when a
 * file cannot be read.
 */
export async function readSealed(home: string, file: string): Promise<unknown> {
  const path = join(home, file)
  const text = await readOrAbsent(path)
  if (text === undefined) return undefined
  const key = await readOrAbsent(join(home, keyFile))
  if (key === undefined) throw unusable(home, file, `its key ${join(home, keyFile)} is missing`)
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
 * (home-lock.ts). Errors: HOME_UNUSABLE; FILE_UNUSABLE when the key is damaged.
 */
export async function writeSealed(home: string, file: string, value: unknown): Promise<void> {
  await ensureHome(home)
  const key = await existingOrNewKey(home)
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

async function existingOrNewKey(home: string): Promise<Buffer> {
  const path = join(home, keyFile)
  let key = await readOrAbsent(path)
  if (key === undefined) {
    // Written aside and linked into place: of two processes doing this at once, one wins and both use its key.
    const mine = `${path}.${process.pid}.${randomBytes(4).toString('hex')}`
    try {
      await replaceFile(mine, randomBytes(32))
      await link(mine, path).catch((thrown: NodeJS.ErrnoException) => {
        if (thrown.code !== 'EEXIST') throw thrown
      })
    } catch (cause) {
      throw homeUnusable(path, cause)
    } finally {
      await rm(mine, { force: true })
    }
    key = await readOrAbsent(path)
  }
  if (key?.length !== 32) throw unusable(home, keyFile, 'it is not a key of 32 bytes')
  return key
}

async function readOrAbsent(path: string): Promise<Buffer | undefined> {
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

function base64(text: string | undefined): Buffer {
  return Buffer.from(text ?? '', 'base64')
}

function unusable(home: string, file: string, why: string): AzdoError {
  return new AzdoError('FILE_UNUSABLE', `${join(home, file)} cannot be used: ${why}.`, {
    hint: 'Restore the file and its key from a backup, or delete the file and enter its secrets or sign in again.',
  })
}
