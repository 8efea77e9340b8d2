import { createHash, generateKeyPair, randomBytes, sign, type KeyObject } from 'node:crypto'
import { promisify } from 'node:util'

/** A certificate with its private key, as an administrator makes one for an application. */
export interface SelfSignedCertificate {
  /** The certificate, then its key (PKCS #8), both in PEM. */
  pem: string
  publicKey: KeyObject
  /** Base64url of the SHA-1 of the certificate's DER form: the header `x5t` of an assertion. */
  x5t: string
  /** The same by SHA-256: the header `x5t#S256`. */
  x5tS256: string
}

// Node reads certificates but makes none; these few lines of DER (ITU-T X.690) make the one form needed here.
const der = (tag: number, ...parts: Buffer[]): Buffer => {
  const content = Buffer.concat(parts)
  const { length } = content
  const size = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff]
  return Buffer.concat([Buffer.from([tag, ...size]), content])
}
const sequence = (...parts: Buffer[]) => der(0x30, ...parts)
/** 1.2.840.113549.1.1.11, sha256WithRSAEncryption, and its empty parameters. */
const SHA256_WITH_RSA = Buffer.from('300d06092a864886f70d01010b0500', 'hex')
/** 2.5.4.3, commonName. */
const COMMON_NAME = Buffer.from('0603550403', 'hex')
const name = (text: string) => sequence(der(0x31, sequence(COMMON_NAME, der(0x0c, Buffer.from(text)))))
const utcTime = (moment: Date) =>
  der(
    0x17,
    Buffer.from(
      moment
        .toISOString()
        .replace(/[-:T]|\.\d+/g, '')
        .slice(2),
    ),
  )

const pemBlock = (label: string, content: Buffer) =>
  `-----BEGIN ${label}-----\n${content.toString('base64').replace(/.{1,64}/g, '$&\n')}-----END ${label}-----\n`

const DAY_MS = 86_400_000
const makeKeyPair = promisify(generateKeyPair)

let shared: Promise<SelfSignedCertificate> | undefined

/** The certificate of this process: its sandboxes share it, as making its key takes a while. */
export function processCertificate(): Promise<SelfSignedCertificate> {
  shared ??= createSelfSignedCertificate('azdo-connector sandbox')
  return shared
}

/** Makes an RSA key of 2048 bits and a certificate (RFC 5280, version 1) for it that is good for a year. */
async function createSelfSignedCertificate(commonName: string): Promise<SelfSignedCertificate> {
  const { publicKey, privateKey } = await makeKeyPair('rsa', { modulusLength: 2048 })
  const now = Date.now()
  const toBeSigned = sequence(
    der(0x02, Buffer.from([0x01]), randomBytes(8)),
    SHA256_WITH_RSA,
    name(commonName),
    sequence(utcTime(new Date(now - DAY_MS)), utcTime(new Date(now + 365 * DAY_MS))),
    name(commonName),
    publicKey.export({ type: 'spki', format: 'der' }),
  )
  const signature = sign('sha256', toBeSigned, privateKey)
  const certificate = sequence(toBeSigned, SHA256_WITH_RSA, der(0x03, Buffer.from([0]), signature))
  return {
    pem: pemBlock('CERTIFICATE', certificate) + String(privateKey.export({ type: 'pkcs8', format: 'pem' })),
    publicKey,
    x5t: createHash('sha1').update(certificate).digest('base64url'),
    x5tS256: createHash('sha256').update(certificate).digest('base64url'),
  }
}
