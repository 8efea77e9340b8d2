import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { requestManagedIdentityToken } from '../../src/auth/managed-identity.js'
import type { Connection } from '../../src/settings/connection.js'
import { appConnection } from './token-server.js'

const now = 1_700_000_000_000
let url: string
let asked: IncomingMessage[]
let reply: { status?: number; headers?: Record<string, string>; body: unknown }
let close: () => Promise<void>
beforeEach(async () => {
  asked = []
  reply = {
    body: { access_token: 'machine-token', expires_in: '3600', expires_on: '1', token_type: 'Bearer' },
  }
  const server = createServer((request, response) => {
    asked.push(request)
    response.writeHead(reply.status ?? 200, { 'content-type': 'application/json', ...reply.headers })
    response.end(typeof reply.body === 'string' ? reply.body : JSON.stringify(reply.body))
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/metadata/identity/oauth2/token`
  close = () =>
    new Promise((closed) => {
      server.close(() => closed())
      server.closeAllConnections()
    })
})
afterEach(() => close())

const ask = (more: Partial<Connection> = {}) =>
  requestManagedIdentityToken(
    appConnection('', { auth: 'ManagedIdentity', clientId: undefined, managedIdentityUrl: url, ...more }),
    { now: () => now, mask: (text) => text.replaceAll('hush-hush', '***') },
  )
const query = (): Record<string, string> => Object.fromEntries(new URL(asked[0]!.url!, url).searchParams)

describe('a managed identity', () => {
  test('of a virtual machine is asked with the Metadata header, for Azure DevOps', async () => {
    expect(await ask()).toMatchObject({ accessToken: 'machine-token', expiresAt: now + 3_600_000 })
    expect(asked[0]!.headers.metadata).toBe('true')
    expect(query()).toEqual({
      'api-version': '2018-02-01',
      resource: '499b84ac-1321-427f-aa17-267ca6975798',
    })
  })

  test('that is user-assigned is named by its client ID', async () => {
    await ask({ clientId: 'mine' })
    expect(query().client_id).toBe('mine')
  })

  test('of App Service is asked with its header, and expires_on is taken by its clock', async () => {
    const theirs = now + 600_000
    reply = {
      headers: { date: new Date(theirs).toUTCString() },
      body: { access_token: 'machine-token', expires_on: String(theirs / 1000 + 3600) },
    }
    expect(await ask({ managedIdentityHeader: 'hush-hush' })).toMatchObject({ expiresAt: now + 3_600_000 })
    expect(asked[0]!.headers['x-identity-header']).toBe('hush-hush')
    expect(query()['api-version']).toBe('2019-08-01')
  })

  test('that is not there is refused, with what to switch on', async () => {
    reply = {
      status: 400,
      body: { error: 'invalid_request', error_description: 'Identity not found hush-hush' },
    }
    await expect(ask()).rejects.toMatchObject({
      code: 'SIGN_IN_REFUSED',
      message: 'The metadata service gave no token: Identity not found *** (status 400).',
      hint: expect.stringContaining('system-assigned') as string,
    })
    await expect(ask({ clientId: 'mine' })).rejects.toMatchObject({
      hint: expect.stringContaining('ClientId') as string,
    })
  })

  test.each([404, 429, 503])('status %i may pass', async (status) => {
    reply = { status, body: '' }
    await expect(ask()).rejects.toMatchObject({ code: 'SIGN_IN_UNREACHABLE' })
  })

  test('something else that answers is told', async () => {
    reply = { body: '<html></html>' }
    await expect(ask()).rejects.toMatchObject({ code: 'SIGN_IN_ANSWER_INVALID' })
  })

  test('elsewhere than on an Azure machine is SIGN_IN_UNREACHABLE, and says so', async () => {
    await close()
    await expect(ask()).rejects.toMatchObject({
      code: 'SIGN_IN_UNREACHABLE',
      hint: expect.stringContaining('Azure machines only') as string,
    })
  })
})
