import { execFileSync } from 'node:child_process'
import { createHash, createPublicKey, X509Certificate } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { decodeProtectedHeader, jwtVerify } from 'jose'
import forge from 'node-forge'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { readClientCertificate } from '../../src/auth/client-certificate.js'
import { requestClientCredentialsToken } from '../../src/auth/client-credentials.js'
import { appConnection, entraError, startTokenServer, type TokenServer } from './token-server.js'

let folder: string
let certificatePem: string
let keyPem: string
const at = (name: string): string => join(folder, name)
const keep = (name: string, content: string | Uint8Array): string => {
  writeFileSync(at(name), content)
  return at(name)
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'azdo-certificate-'))
  const keys = forge.pki.rsa.generateKeyPair(2048)
  const certificate = forge.pki.createCertificate()
  certificate.publicKey = keys.publicKey
  certificate.serialNumber = '01'
  certificate.validity.notAfter = new Date(Date.now() + 86_400_000)
  certificate.setSubject([{ name: 'commonName', value: 'azdo test' }])
  certificate.setIssuer(certificate.subject.attributes)
  certificate.sign(keys.privateKey, forge.md.sha256.create())
  certificatePem = forge.pki.certificateToPem(certificate)
  keyPem = forge.pki.privateKeyInfoToPem(
    forge.pki.wrapRsaPrivateKey(forge.pki.privateKeyToAsn1(keys.privateKey)),
  )
  keep('both.pem', `${keyPem}\n${certificatePem}`)
  keep('certificate.pem', certificatePem)
  const lockedKey = forge.pki.encryptRsaPrivateKey(keys.privateKey, 'pass word', { algorithm: 'aes256' })
  keep('locked.pem', certificatePem + lockedKey)
  for (const algorithm of ['3des', 'aes256'] as const) {
    const pfx = forge.pkcs12.toPkcs12Asn1(keys.privateKey, [certificate], 'pass word', { algorithm })
    keep(`${algorithm}.pfx`, Buffer.from(forge.asn1.toDer(pfx).getBytes(), 'binary'))
  }
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

let server: TokenServer
beforeEach(async () => {
  server = await startTokenServer()
})
afterEach(() => server.close())

const now = 1_700_000_000_000
const ask = (path: string, password?: string, clock = now, tokenUrl = server.url) =>
  requestClientCredentialsToken(
    appConnection(tokenUrl, {
      clientSecret: undefined,
      clientCertificatePath: path,
      clientCertificatePassword: password,
    }),
    { now: () => clock, mask: (text) => text },
  )

describe('the assertion', () => {
  test('is PS256, names the certificate, and is for the Token URL', async () => {
    await ask(at('both.pem'))
    const form = server.requests[0]!.form
    const assertion = form.get('client_assertion')!
    expect(form.get('client_assertion_type')).toBe('urn:ietf:params:oauth:client-assertion-type:jwt-bearer')
    expect(form.get('client_id')).toBe('the-client-id')
    expect(form.has('client_secret')).toBe(false)
    const { raw } = new X509Certificate(certificatePem)
    expect(decodeProtectedHeader(assertion)).toMatchObject({
      alg: 'PS256',
      'x5t#S256': createHash('sha256').update(raw).digest('base64url'),
    })
    const { payload } = await jwtVerify(assertion, createPublicKey(certificatePem), {
      currentDate: new Date(now),
      audience: server.url,
      issuer: 'the-client-id',
      subject: 'the-client-id',
    })
    expect(payload.jti).toEqual(expect.any(String))
    expect(payload.nbf).toBe(now / 1000 - 300)
    expect(payload.exp! - payload.iat!).toBe(540)
  })

  test.each([10, -10])('is right for a provider whose clock is %i minutes off', async (minutes) => {
    const theirs = now + minutes * 60_000
    const provider = await startStrictProvider(theirs, createPublicKey(certificatePem))
    try {
      const token = await ask(at('both.pem'), undefined, now, provider.url)
      expect(token.accessToken).toBe('accepted')
      expect(token.expiresAt).toBe(now + 3_600_000)
    } finally {
      await provider.close()
    }
  })

  test('that is refused at the right time is not tried again', async () => {
    server.reply = () => ({ status: 401, body: entraError('invalid_client', 700027, 'No such key.') })
    await expect(ask(at('both.pem'), undefined, Date.now())).rejects.toMatchObject({
      code: 'SIGN_IN_REFUSED',
      message: expect.stringContaining('Client Certificate Path') as string,
      hint: expect.stringContaining('step 2') as string,
    })
    expect(server.requests).toHaveLength(1)
  })
})

describe('a certificate file', () => {
  test.each([
    ['both.pem', undefined],
    ['locked.pem', 'pass word'],
    ['3des.pfx', 'pass word'],
    ['aes256.pfx', 'pass word'],
  ])('%s is read', async (name, password) => {
    const { certificate, key } = await readClientCertificate(at(name), password)
    expect(certificate.checkPrivateKey(key)).toBe(true)
  })

  test('of OpenSSL, as PFX, is read', async () => {
    try {
      execFileSync('openssl', ['version'])
    } catch {
      return
    }
    const words = [
      'pkcs12',
      '-export',
      '-in',
      at('both.pem'),
      '-out',
      at('openssl.pfx'),
      '-passout',
      'pass:abc',
    ]
    execFileSync('openssl', words)
    const { certificate } = await readClientCertificate(at('openssl.pfx'), 'abc')
    expect(certificate.subject).toBe('CN=azdo test')
  })

  test.each<[string, () => string, string | undefined, RegExp]>([
    ['that is absent', () => at('nowhere.pem'), undefined, /no such file/],
    ['without a key', () => at('certificate.pem'), undefined, /no private key/],
    ['without a certificate', () => keep('key.pem', keyPem), undefined, /no certificate that belongs/],
    ['that is locked', () => at('locked.pem'), undefined, /needs a password/],
    ['that is locked with another password', () => at('locked.pem'), 'wrong', /password is wrong/],
    ['of PFX without its password', () => at('3des.pfx'), undefined, /needs a password/],
    ['of PFX with another password', () => at('aes256.pfx'), 'wrong', /password is wrong/],
    ['that is something else', () => keep('text.txt', 'hello'), undefined, /neither a PEM nor a PFX/],
  ])('%s is FILE_UNUSABLE, and says why', async (_, path, password, why) => {
    await expect(readClientCertificate(path(), password)).rejects.toMatchObject({
      code: 'FILE_UNUSABLE',
      message: expect.stringMatching(why) as string,
    })
  })
})

test('a federated token is read again at each use, and sent as it is', async () => {
  const path = keep('federated', 'aaa.bbb.ccc\n')
  const connection = appConnection(server.url, { clientSecret: undefined, federatedTokenFilePath: path })
  const parts = { now: () => now, mask: (text: string) => text }
  await requestClientCredentialsToken(connection, parts)
  keep('federated', 'ddd.eee.fff')
  await requestClientCredentialsToken(connection, parts)
  expect(server.requests.map(({ form }) => form.get('client_assertion'))).toEqual([
    'aaa.bbb.ccc',
    'ddd.eee.fff',
  ])
  keep('federated', 'not a token')
  await expect(requestClientCredentialsToken(connection, parts)).rejects.toMatchObject({
    code: 'FILE_UNUSABLE',
  })
  rmSync(path)
  await expect(requestClientCredentialsToken(connection, parts)).rejects.toMatchObject({
    code: 'FILE_UNUSABLE',
  })
  expect(readFileSync(at('both.pem'), 'utf8')).toContain('CERTIFICATE')
})

/** A token endpoint that holds assertions to its own clock, which it shows in its Date header, with no tolerance. */
async function startStrictProvider(
  clock: number,
  key: ReturnType<typeof createPublicKey>,
): Promise<{ url: string; close(): Promise<void> }> {
  const provider = createServer((request, response) => {
    let text = ''
    request.on('data', (part: Buffer) => (text += part.toString()))
    request.on('end', () => {
      const assertion = new URLSearchParams(text).get('client_assertion')!
      response.setHeader('date', new Date(clock).toUTCString())
      response.setHeader('content-type', 'application/json')
      jwtVerify(assertion, key, { currentDate: new Date(clock) }).then(
        () => response.end('{"token_type":"Bearer","access_token":"accepted","expires_in":3600}'),
        () => response.writeHead(401).end(JSON.stringify(entraError('invalid_client', 700024, 'Not now.'))),
      )
    })
  })
  await new Promise<void>((listening) => provider.listen(0, '127.0.0.1', listening))
  return {
    url: `http://127.0.0.1:${(provider.address() as AddressInfo).port}/token`,
    close: () =>
      new Promise((closed) => {
        provider.close(() => closed())
        provider.closeAllConnections()
      }),
  }
}
