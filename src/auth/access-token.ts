import { execFile } from 'node:child_process'
import { AzdoError } from '../errors/azdo-error.js'
import type { Events } from '../events/events.js'
import { splitWords } from '../settings/command-words.js'
import type { Connection } from '../settings/connection.js'
import type { Credential } from './credential-interface.js'
import type { HeldToken } from './held-token.js'
import { sealedTokens } from './sealed-tokens.js'
import { readTokenClaims } from './token-claims.js'
import type { RequestParts } from './token-request.js'
import type { TokenSource } from './token-source.js'
import { tokenStatus } from './token-status.js'

const way = 'Access Token'

/** How long the command may take, in ms. */
const patience = 60_000

/** A ready token: used as it is until the service refuses it, since only the service's clock decides. */
export function readyToken(connection: Connection, events: Events, now: () => number): Credential {
  const accessToken = connection.accessToken ?? ''
  events.hide(accessToken)
  const { expiresAt } = readTokenClaims(accessToken)
  const held: HeldToken = {
    accessToken,
    obtainedAt: now(),
    expiresAt: expiresAt === undefined ? undefined : expiresAt * 1000,
  }
  const ends = expiresAt === undefined ? 'when it expires' : `at ${new Date(expiresAt * 1000).toISOString()}`
  const status = () =>
    tokenStatus(way, held, now(), [`Access Token cannot be renewed: the connection stops ${ends}.`])
  return {
    authorization: async () => `Bearer ${accessToken}`,
    renewed: async () => undefined,
    generate: async () => status(),
    status: async () => status(),
  }
}

/** Tokens that a program prints, such as `az account get-access-token`; kept until they end. */
export function commandTokens(connection: Connection, home: string, parts: RequestParts): TokenSource {
  return {
    way,
    ...sealedTokens(home, connection),
    renew: () => runTokenCommand(connection.accessTokenCommand ?? '', parts),
    canRenew: () => true,
    warnings: () => [],
  }
}

/**
 * Runs the command without a shell and reads its standard output: a token, or JSON with `accessToken` or
 * `access_token`, and when it ends: `expires_on` (Unix seconds), `expires_in` (seconds) or `expiresOn` (local time, as
 * the Azure CLI writes it). Errors: SIGN_IN_REFUSED when the command fails, SIGN_IN_ANSWER_INVALID when it prints no token,
 * FILE_UNUSABLE when it cannot be started.
 */
export async function runTokenCommand(command: string, parts: RequestParts): Promise<HeldToken> {
  const [program = '', ...words] = splitWords(command) ?? []
  const startedAt = parts.now()
  const printed = await new Promise<string>((resolve, reject) => {
    const options = { timeout: patience, maxBuffer: 1024 * 1024, windowsHide: true }
    const child = execFile(program, words, options, (failure, stdout, stderr) => {
      if (failure === null) resolve(stdout)
      else reject(commandError(program, failure, parts.mask(lastLine(stderr))))
    })
    child.stdin?.end()
  })
  return readPrintedToken(printed, program, startedAt)
}

function readPrintedToken(printed: string, program: string, now: number): HeldToken {
  const text = printed.replace(/^\uFEFF/, '').trim()
  const json = text.startsWith('{') || text.startsWith('"') ? parsed(text) : text
  const fields = typeof json === 'object' && json !== null ? (json as Record<string, unknown>) : {}
  const accessToken = typeof json === 'string' ? json : (fields.accessToken ?? fields.access_token)
  if (typeof accessToken !== 'string' || !/^[\x21-\x7e]+$/.test(accessToken)) {
    throw new AzdoError('SIGN_IN_ANSWER_INVALID', `Access Token Command (${program}) printed no token.`, {
      hint: 'It must print the token alone, or JSON with accessToken, such as az account get-access-token does.',
    })
  }
  const expiresAt = expiryOf(fields, now) ?? readTokenClaims(accessToken).expiresAt
  return { accessToken, obtainedAt: now, expiresAt: expiresAt === undefined ? undefined : expiresAt * 1000 }
}

/** Unix seconds. */
function expiryOf(fields: Readonly<Record<string, unknown>>, now: number): number | undefined {
  const number = (value: unknown): number | undefined =>
    value !== undefined && value !== '' && Number.isFinite(Number(value)) ? Number(value) : undefined
  const seconds = number(fields.expires_in)
  const local = typeof fields.expiresOn === 'string' ? Date.parse(fields.expiresOn.replace(' ', 'T')) : NaN
  return (
    number(fields.expires_on) ??
    (seconds === undefined ? undefined : now / 1000 + seconds) ??
    (Number.isNaN(local) ? undefined : local / 1000)
  )
}

function commandError(
  program: string,
  failure: Error & { code?: unknown; killed?: boolean },
  said: string,
): AzdoError {
  if (failure.code === 'ENOENT' || failure.code === 'EACCES' || failure.code === 'EINVAL') {
    return new AzdoError(
      'FILE_UNUSABLE',
      `Access Token Command cannot be run: there is no program ${program}.`,
      {
        hint:
          'Give AccessTokenCommand with the full path of the program' +
          (process.platform === 'win32'
            ? '; a .cmd file is run as: cmd /c az account get-access-token …'
            : '.'),
        cause: failure,
      },
    )
  }
  const why = failure.killed
    ? `it did not end within ${patience / 1000} s`
    : said || `it ended with ${String(failure.code ?? 'a signal')}`
  return new AzdoError('SIGN_IN_REFUSED', `Access Token Command (${program}) gave no token: ${why}.`, {
    hint: 'Run the command by itself: it may ask you to sign in first (az login).',
  })
}

function lastLine(text: string): string {
  const lines = text.trim().split(/\r?\n/)
  return (lines.at(-1) ?? '').trim().replace(/\.$/, '').slice(0, 300)
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}
