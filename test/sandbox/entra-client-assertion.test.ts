import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  randomUUID,
  X509Certificate,
  type KeyObject,
} from 'node:crypto'
import { SignJWT, decodeJwt, type JWTPayload } from 'jose'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startSandbox, type Sandbox, type SandboxInfo } from '../whole-suite/start-sandbox.js'
import { postToken, refusedToken, type TokenAnswer } from './entra-sign-in.js'
import { control, SCOPE } from './sandbox-requests.js'

let sandbox: Sandbox
let info: SandboxInfo
let certificate: X509Certificate
let key: KeyObject
beforeAll(async () => {
  sandbox = await startSandbox({ port: 0, seed: 1, projects: 1, workItems: 5 })
  info = sandbox.info
  certificate = new X509Certificate(info.certificateClient.certificatePem)
  key = createPrivateKey(info.certificateClient.certificatePem)
})
afterAll(() => sandbox.close())

const TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'
const hash = (fingerprint: string) =>
  Buffer.from(fingerprint.replaceAll(':', ''), 'hex').toString('base64url')
const form = (clientId: string, assertion: string) => ({
  grant_type: 'client_credentials',
  client_id: clientId,
  client_assertion_type: TYPE,
  client_assertion: assertion,
  scope: SCOPE,
})

describe('a certificate', () => {
  /** An assertion as the documentation wants it, unless parts are given otherwise. */
  const assertion = (
    claims: JWTPayload = {},
    header: Record<string, unknown> = {},
    signer: KeyObject = key,
  ): Promise<string> => {
    const now = Math.floor(Date.now() / 1000)
    const { clientId } = info.certificateClient
    return new SignJWT({
      iss: clientId,
      sub: clientId,
      aud: info.tokenUrl,
      jti: randomUUID(),
      nbf: now,
      exp: now + 300,
      ...claims,
    })
      .setProtectedHeader({
        typ: 'JWT',
        alg: 'PS256',
        'x5t#S256': hash(certificate.fingerprint256),
        ...header,
      })
      .sign(signer)
  }
  const ask = async (given: Promise<string>) =>
    postToken<TokenAnswer>(info.tokenUrl, form(info.certificateClient.clientId, await given))
  const refused = async (given: Promise<string>) =>
    refusedToken(info.tokenUrl, form(info.certificateClient.clientId, await given))

  test('comes in PEM with its key, and is of that key', () => {
    expect(certificate.checkPrivateKey(key)).toBe(true)
    expect(certificate.verify(certificate.publicKey)).toBe(true)
    expect(certificate.publicKey.equals(createPublicKey(key))).toBe(true)
    expect(new Date(certificate.validTo).getTime()).toBeGreaterThan(Date.now())
  })

  test('proves the application by PS256 with x5t#S256 and by RS256 with x5t', async () => {
    const { status, body } = await ask(assertion())
    expect(status).toBe(200)
    expect(body.refresh_token).toBeUndefined()
    expect(decodeJwt(body.access_token)).toMatchObject({
      appid: info.certificateClient.clientId,
      appidacr: '2',
    })
    const older = { alg: 'RS256', 'x5t#S256': undefined, x5t: hash(certificate.fingerprint) }
    expect((await ask(assertion({}, older))).status).toBe(200)
    const projects = await fetch(`${info.url}/${info.organization}/_apis/projects`, {
      headers: { Authorization: `Bearer ${body.access_token}` },
    })
    expect(projects.status).toBe(200)
  })

  test('that is not registered, or whose signature is wrong, is AADSTS700027', async () => {
    const other = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey
    expect(await refused(assertion({}, {}, other))).toEqual([401, 'invalid_client', 700027])
    expect(await refused(assertion({}, { 'x5t#S256': hash('00'.repeat(32)) }))).toEqual([
      401,
      'invalid_client',
      700027,
    ])
    expect(await refused(assertion({}, { 'x5t#S256': undefined }))).toEqual([401, 'invalid_client', 700027])
    const { clientId } = info
    const foreign = form(clientId, await assertion({ iss: clientId, sub: clientId }))
    expect(await refusedToken(info.tokenUrl, foreign)).toEqual([401, 'invalid_client', 700027])
  })

  test('must be asserted for this endpoint, application and time', async () => {
    const now = Math.floor(Date.now() / 1000)
    expect(await refused(assertion({ aud: 'https://example.com' }))).toEqual([401, 'invalid_client', 700023])
    expect(await refused(assertion({ iss: info.clientId }))).toEqual([401, 'invalid_client', 700021])
    expect(await refused(assertion({ nbf: now - 1200, exp: now - 600 }))).toEqual([
      401,
      'invalid_client',
      700024,
    ])
    expect(await refused(assertion({ nbf: now + 600, exp: now + 900 }))).toEqual([
      401,
      'invalid_client',
      700024,
    ])
    expect((await ask(assertion({ nbf: now + 200, exp: now + 500 }))).status).toBe(200)
    expect(await refused(Promise.resolve('no.token'))).toEqual([401, 'invalid_client', 50027])
  })

  test('is not replaced by a secret or by nothing', async () => {
    const {
      client_assertion: _,
      client_assertion_type: __,
      ...bare
    } = form(info.certificateClient.clientId, '')
    expect(await refusedToken(info.tokenUrl, bare)).toEqual([401, 'invalid_client', 7000216])
    expect(await refusedToken(info.tokenUrl, { ...bare, client_secret: 'x' })).toEqual([
      401,
      'invalid_client',
      7000215,
    ])
  })
})

describe('an assertion of another issuer', () => {
  const fresh = async (parts: Record<string, unknown> = {}) =>
    ((await (await control(sandbox, '/federation/assertion', parts)).json()) as { assertion: string })
      .assertion
  const refused = async (parts: Record<string, unknown>) =>
    refusedToken(info.tokenUrl, form(info.federatedClient.clientId, await fresh(parts)))

  test('proves the application that trusts the issuer', async () => {
    for (const assertion of [info.federatedClient.assertion, await fresh()]) {
      const { status, body } = await postToken<TokenAnswer>(
        info.tokenUrl,
        form(info.federatedClient.clientId, assertion),
      )
      expect(status).toBe(200)
      expect(decodeJwt(body.access_token)).toMatchObject({
        appid: info.federatedClient.clientId,
        idtyp: 'app',
      })
    }
  })

  test('must be of that issuer, subject and audience', async () => {
    expect(await refused({ issuer: 'https://example.com' })).toEqual([401, 'invalid_client', 700211])
    expect(await refused({ subject: 'someone' })).toEqual([401, 'invalid_client', 700213])
    expect(await refused({ audience: 'someone' })).toEqual([401, 'invalid_client', 700212])
    const other = form(info.certificateClient.clientId, info.federatedClient.assertion)
    expect(await refusedToken(info.tokenUrl, other)).toEqual([401, 'invalid_client', 700211])
  })

  test('must be signed by it and not have ended', async () => {
    const [head = '', body = ''] = info.federatedClient.assertion.split('.')
    const forged = [head, body, Buffer.alloc(256, 1).toString('base64url')].join('.')
    expect((await refusedToken(info.tokenUrl, form(info.federatedClient.clientId, forged)))[2]).toBe(50013)
    expect(await refused({ lifetimeSeconds: -600 })).toEqual([401, 'invalid_client', 700024])
  })
})
