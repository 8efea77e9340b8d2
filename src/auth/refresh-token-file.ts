import { readFile, realpath, stat } from 'node:fs/promises'
import { basename, dirname, resolve } from 'node:path'
import { z } from 'zod'
import { AzdoError } from '../errors/azdo-error.js'
import { reason } from '../settings/home-folder.js'
import { withLock } from '../settings/home-lock.js'
import { replaceFile } from '../settings/replace-file.js'
import type { HeldToken } from './held-token.js'
import { readTokenClaims } from './token-claims.js'
import type { TokenSource } from './token-source.js'

/** The reference page's layout; what else a file has is kept. */
const layout = z.looseObject({
  access_token: z.string().optional(),
  refresh_token: z.string().optional(),
  expires_in: z.coerce.number().nonnegative().optional(),
})

/**
 * Keeping a token in the JSON file of RefreshTokenFilePath: `access_token`, `refresh_token`, and `expires_in`, seconds
 * counted from the file's modification time. The lock lies beside the file, whatever the home of those who share it; a
 * symbolic link is followed, so that all lock and replace the same file. Errors of the calls: FILE_UNUSABLE.
 */
export function refreshTokenFile(setting: string): Pick<TokenSource, 'exclusively' | 'read' | 'write'> {
  const realPath = (): Promise<string> => realpath(setting).catch(() => resolve(setting))
  return {
    async exclusively(run) {
      const path = await realPath()
      try {
        return await withLock(dirname(path), basename(path), run)
      } catch (thrown) {
        if (!(thrown instanceof AzdoError) || thrown.code !== 'HOME_UNUSABLE') throw thrown
        throw unusable(path, `it cannot be locked (${thrown.message.replace(/\.$/, '')})`, thrown)
      }
    },
    async read() {
      const path = await realPath()
      const found = await readIfThere(path)
      if (found === undefined) return undefined
      const { content, modifiedAt } = found
      const accessToken = content.access_token ?? ''
      const seconds = content.expires_in ?? readTokenClaims(accessToken).lifetime
      const refreshToken = content.refresh_token
      if (accessToken === '' && !refreshToken) return undefined
      return {
        accessToken,
        refreshToken: refreshToken === '' ? undefined : refreshToken,
        obtainedAt: modifiedAt,
        // Without an access token there is nothing to wait for: it counts as ended.
        expiresAt: accessToken === '' ? modifiedAt : seconds && modifiedAt + seconds * 1000,
      }
    },
    async write(token: HeldToken) {
      const path = await realPath()
      const before = await readIfThere(path)
      const content = {
        ...before?.content,
        access_token: token.accessToken,
        refresh_token: token.refreshToken,
        expires_in:
          token.expiresAt === undefined
            ? undefined
            : Math.max(0, Math.round((token.expiresAt - token.obtainedAt) / 1000)),
      }
      await replaceFile(path, JSON.stringify(content, undefined, 2) + '\n').catch((cause: unknown) => {
        throw unusable(path, `it cannot be written (${reason(cause)})`, cause)
      })
    },
  }
}

async function readIfThere(
  path: string,
): Promise<{ content: z.infer<typeof layout>; modifiedAt: number } | undefined> {
  let text: string
  let modifiedAt: number
  try {
    text = (await readFile(path, 'utf8')).replace(/^\uFEFF/, '')
    modifiedAt = (await stat(path)).mtimeMs
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw unusable(path, reason(cause), cause)
  }
  if (text.trim() === '') return undefined
  const content = layout.safeParse(parsed(text))
  if (!content.success) throw unusable(path, 'it is not JSON with access_token, refresh_token and expires_in')
  if (/^YOUR_/.test(content.data.refresh_token ?? '')) throw unusable(path, 'it still has the placeholders')
  return { content: content.data, modifiedAt }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}

function unusable(path: string, why: string, cause?: unknown): AzdoError {
  return new AzdoError('FILE_UNUSABLE', `The refresh token file ${path} cannot be used: ${why}.`, {
    hint: 'Correct RefreshTokenFilePath, or repeat Generate Token (step 8), which writes that file anew; it and its folder must be writable.',
    cause,
  })
}
