import { createHash } from 'node:crypto'
import {
  calculateJwkThumbprint,
  exportJWK,
  generateKeyPair,
  SignJWT,
  type CryptoKey,
  type JWK,
  type JWTPayload,
} from 'jose'

/** The tenant's signing key: private for the provider, public for whoever checks tokens. New at every start. */
export interface SigningKey {
  privateKey: JWK
  publicKey: JWK
  /** Value of the header that Entra puts into tokens beside `kid`. */
  x5t: string
  /** Signs claims as an access token. */
  sign(claims: JWTPayload): Promise<string>
}

/** Makes an RSA key of 2048 bits for RS256, the algorithm Entra signs with. */
export async function createSigningKey(): Promise<SigningKey> {
  const pair: { privateKey: CryptoKey; publicKey: CryptoKey } = await generateKeyPair('RS256', {
    extractable: true,
  })
  const privateKey = await exportJWK(pair.privateKey)
  const marks = { kid: await calculateJwkThumbprint(privateKey), alg: 'RS256', use: 'sig' }
  // Entra names its keys by a thumbprint in both `kid` and `x5t`; ours has no certificate, so `x5t` is a hash of the kid.
  const x5t = createHash('sha1').update(marks.kid).digest('base64url')
  return {
    privateKey: { ...privateKey, ...marks },
    publicKey: { ...(await exportJWK(pair.publicKey)), ...marks },
    x5t,
    sign: (claims) =>
      new SignJWT(claims)
        .setProtectedHeader({ typ: 'JWT', alg: 'RS256', kid: marks.kid, x5t })
        .sign(pair.privateKey),
  }
}
