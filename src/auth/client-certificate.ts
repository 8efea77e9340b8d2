import { createHash, createPrivateKey, webcrypto, X509Certificate, type KeyObject } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { modifyAssertion, PrivateKeyJwt } from 'openid-client'
import { AzdoError } from '../errors/azdo-error.js'
import { reason } from '../settings/home-folder.js'
import type { TokenRequest } from './token-request.js'

/** A certificate and the private key that belongs to it. */
export interface ClientCertificate {
  readonly certificate: X509Certificate
  readonly key: KeyObject
}

/** An assertion lives 5 to 10 minutes (facts 3.2); its start lies back, for a provider whose clock is behind ours. */
const startsBefore = 300
const endsAfter = 540

/** Clocks nearer than this are the same, in ms. */
const sameClock = 60_000

/**
 * Proof by certificate ("Certificate credentials", Microsoft identity platform): a PS256 assertion that names the
 * certificate by `x5t#S256`. When the provider refuses it and its Date header shows another time than ours, a second
 * one is made by its clock. Error: FILE_UNUSABLE.
 */
export async function certificateProof(
  path: string,
  password: string | undefined,
  tokenUrl: string,
  now: () => number,
): Promise<Pick<TokenRequest, 'proof' | 'onRefusal'>> {
  const { certificate, key } = await readClientCertificate(path, password)
  const signingKey = await webcrypto.subtle.importKey(
    'pkcs8',
    key.export({ type: 'pkcs8', format: 'der' }),
    { name: 'RSA-PSS', hash: 'SHA-256' },
    false,
    ['sign'],
  )
  const thumbprint = createHash('sha256').update(certificate.raw).digest('base64url')
  let aheadMs = 0
  return {
    proof: PrivateKeyJwt(signingKey, {
      [modifyAssertion](header, payload) {
        const seconds = Math.floor((now() + aheadMs) / 1000)
        header['x5t#S256'] = thumbprint
        header.typ = 'JWT'
        payload.aud = tokenUrl
        payload.iat = seconds
        payload.nbf = seconds - startsBefore
        payload.exp = seconds + endsAfter
      },
    }),
    onRefusal(providerAheadMs) {
      if (Math.abs(providerAheadMs) < sameClock) return false
      aheadMs = providerAheadMs
      return true
    },
  }
}

/**
 * The certificate and RSA key in a PEM file (certificates in any order, the key also encrypted) or a PFX (P12) file.
 * Error: FILE_UNUSABLE, naming the setting at fault.
 */
export async function readClientCertificate(
  path: string,
  password: string | undefined,
): Promise<ClientCertificate> {
  const unusable = (why: string, hint: string, cause?: unknown): AzdoError =>
    new AzdoError('FILE_UNUSABLE', `The client certificate file ${path} cannot be used: ${why}.`, {
      hint,
      cause,
    })
  let content: Buffer
  try {
    content = await readFile(path)
  } catch (thrown) {
    const hint = 'Set ClientCertificatePath to a PEM file with certificate and private key, or to a PFX file.'
    throw unusable(reason(thrown), hint, thrown)
  }
  const isPem = content.includes('-----BEGIN ')
  // Loaded when there is such a file: its library takes 12 MB.
  const pfx = isPem ? undefined : await import('./pfx-file.js')
  const pem = pfx ? pfx.readPfx(content, password ?? '') : content.toString('latin1')
  if (pem === 'wrong password' || (isPem && isLocked(content.toString('latin1'), password))) {
    const given = password === undefined || password === '' ? 'it needs a password' : 'the password is wrong'
    throw unusable(given, 'Set ClientCertificatePassword to the password the file was exported with.')
  }
  if (pem === undefined) {
    const hint = 'Give a PEM file, or a PFX (P12) file exported with its private key.'
    throw unusable('it is neither a PEM nor a PFX file', hint)
  }
  const key = keyIn(pem, password)
  if (key === undefined) {
    const hint =
      'The file must hold the private key too: export it again with its key, or append the key to the PEM file.'
    throw unusable('there is no private key in it', hint)
  }
  if (key.asymmetricKeyType !== 'rsa') {
    throw unusable(
      `its key is ${key.asymmetricKeyType?.toUpperCase()}, and Microsoft Entra takes RSA keys`,
      'Make a certificate with an RSA key of 2048 bits or more.',
    )
  }
  const certificate = certificatesIn(pem).find((candidate) => candidate.checkPrivateKey(key))
  if (certificate === undefined) {
    throw unusable(
      'it has no certificate that belongs to its private key',
      'Put the certificate that was uploaded to the app registration and its private key into one file.',
    )
  }
  return { certificate, key }
}

function certificatesIn(pem: string): X509Certificate[] {
  const blocks = pem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? []
  return blocks.flatMap((block) => {
    try {
      return [new X509Certificate(block)]
    } catch {
      return []
    }
  })
}

function keyBlock(pem: string): string | undefined {
  return /-----BEGIN ([A-Z ]*PRIVATE KEY)-----[\s\S]+?-----END \1-----/.exec(pem)?.[0]
}

function keyIn(pem: string, passphrase: string | undefined): KeyObject | undefined {
  const block = keyBlock(pem)
  if (block === undefined) return undefined
  try {
    return createPrivateKey({ key: block, passphrase })
  } catch {
    return undefined
  }
}

/** Whether the PEM's key is encrypted and this password does not open it. */
function isLocked(pem: string, passphrase: string | undefined): boolean {
  return /ENCRYPTED/.test(keyBlock(pem) ?? '') && keyIn(pem, passphrase) === undefined
}
