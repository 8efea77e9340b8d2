import { createHash } from 'node:crypto'
import { z } from 'zod'
import { AzdoError } from '../errors/azdo-error.js'
import type { Connection } from '../settings/connection.js'
import { withLock } from '../settings/home-lock.js'
import { readSealed, writeSealed } from '../settings/sealed-file.js'
import type { HeldToken } from './held-token.js'

const file = 'tokens'

const storedToken = z.object({
  fingerprint: z.string(),
  accessToken: z.string(),
  obtainedAt: z.number(),
  expiresAt: z.number().optional(),
  scope: z.string().optional(),
  refreshToken: z.string().optional(),
})
const storedTokens = z.record(z.string(), storedToken)

/**
 * A digest of the settings a token depends on. A stored token is used only under the same digest, so that one obtained
 * with another secret, tenant or scope is never sent.
 */
export function settingsFingerprint(connection: Connection): string {
  return createHash('sha256')
    .update(JSON.stringify(partsOf(connection)))
    .digest('hex')
}

function partsOf(connection: Connection): (string | null | readonly string[])[] {
  const { auth, tokenUrl, clientId, clientSecret, scopes } = connection
  const given = (...values: (string | undefined)[]): (string | null)[] => values.map((value) => value ?? null)
  switch (auth) {
    case 'UserCredentials':
      // A person's sign-in outlives the app's secret, which is renewed every few months.
      return [auth, ...given(tokenUrl, clientId), scopes]
    case 'AccessToken':
      return [auth, ...given(connection.accessToken, connection.accessTokenCommand)]
    case 'ManagedIdentity':
      return [auth, ...given(connection.managedIdentityUrl, clientId)]
    case 'AppCredentials':
    case 'Pat': {
      const { clientCertificatePath, federatedTokenFilePath } = connection
      return [
        auth,
        ...given(tokenUrl, clientId, clientSecret, clientCertificatePath, federatedTokenFilePath),
        scopes,
      ]
    }
  }
}

/** The token kept for a connection under its present settings; undefined when there is none. HOME_UNUSABLE. */
export async function readStoredToken(home: string, connection: Connection): Promise<HeldToken | undefined> {
  const stored = (await readAll(home))[connection.name]
  if (stored === undefined || stored.fingerprint !== settingsFingerprint(connection)) return undefined
  const { accessToken, obtainedAt, expiresAt, scope, refreshToken } = stored
  return { accessToken, obtainedAt, expiresAt, scope, refreshToken }
}

/** Keeps a connection's token, in place of any other it had. HOME_UNUSABLE. */
export async function storeToken(home: string, connection: Connection, token: HeldToken): Promise<void> {
  const entry = { ...token, fingerprint: settingsFingerprint(connection) }
  await withLock(home, file, async () =>
    writeSealed(home, file, { ...(await readAll(home)), [connection.name]: entry }),
  )
}

/** Drops what is kept for a connection of that name, under any settings. HOME_UNUSABLE. */
export async function forgetToken(home: string, connectionName: string): Promise<void> {
  await withLock(home, file, async () => {
    const { [connectionName]: dropped, ...others } = await readAll(home)
    if (dropped !== undefined) await writeSealed(home, file, others)
  })
}

/** Damaged content, or of an unknown shape, counts as none: a token can always be asked for anew. */
async function readAll(home: string): Promise<z.infer<typeof storedTokens>> {
  try {
    const read = storedTokens.safeParse(await readSealed(home, file))
    return read.success ? read.data : {}
  } catch (thrown) {
    if (thrown instanceof AzdoError && thrown.code === 'FILE_UNUSABLE') return {}
    throw thrown
  }
}
