import { randomBytes } from 'node:crypto'
import { createWriteStream, type WriteStream } from 'node:fs'
import { rename, rm } from 'node:fs/promises'
import { finished } from 'node:stream/promises'
import { AzdoError } from '../errors/azdo-error.js'
import { reason } from '../settings/home-folder.js'

/** A file that appears whole or not at all: written under a temporary name beside it, renamed when done. */
export interface OutputFile {
  readonly stream: WriteStream
  /** Puts the file in its place. Error: FILE_UNUSABLE. */
  commit(): Promise<void>
  /** Leaves no trace. */
  discard(): Promise<void>
}

/** Error: FILE_UNUSABLE, when it cannot be made there. */
export async function openOutputFile(path: string): Promise<OutputFile> {
  const temporary = `${path}.${randomBytes(4).toString('hex')}.part`
  const failed = (thrown: unknown) =>
    new AzdoError('FILE_UNUSABLE', `${path} cannot be written: ${reason(thrown)}.`, {
      hint: 'Name a file in a folder that exists and may be written to.',
      cause: thrown,
    })
  const stream = createWriteStream(temporary, { flags: 'wx' })
  await new Promise<void>((resolve, reject) => {
    stream.once('open', () => resolve())
    stream.once('error', (error) => reject(failed(error)))
  })
  let writeError: Error | undefined
  stream.on('error', (error) => (writeError = error))
  const discard = async () => {
    stream.destroy()
    await rm(temporary, { force: true })
  }
  return {
    stream,
    async commit() {
      try {
        if (writeError !== undefined) throw writeError
        stream.end()
        await finished(stream)
        await rename(temporary, path)
      } catch (error) {
        await discard()
        throw failed(error)
      }
    },
    discard,
  }
}
