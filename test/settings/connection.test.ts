import { describe, expect, test } from 'vitest'
import { AzdoError } from '../../src/errors/azdo-error.js'
import { checkConnection, parseConnection } from '../../src/settings/connection.js'

const tokenUrl = 'https://login.example.com/tenant/oauth2/v2.0/token'
const app = {
  Auth: 'AppCredentials',
  TokenUrl: tokenUrl,
  ClientId: 'id',
  ClientSecret: 'hush-hush',
  Organization: 'acme',
}
const pat = { Auth: 'Pat', PersonalAccessToken: 'pat-secret', Organization: 'acme' }

/** The error of parsing, which must be there and must not show a secret. */
function refusal(values: Record<string, string>): AzdoError {
  try {
    parseConnection('acme', values)
  } catch (thrown) {
    expect(thrown).toBeInstanceOf(AzdoError)
    const error = thrown as AzdoError
    expect(`${error.message} ${error.hint}`).not.toMatch(/hush-hush|pat-secret/)
    return error
  }
  throw new Error('it was accepted')
}

describe('parseConnection', () => {
  test('App Credentials with nothing but what is required get every default', () => {
    expect(parseConnection('acme', app)).toEqual({
      name: 'acme',
      auth: 'AppCredentials',
      tokenUrl,
      clientId: 'id',
      clientSecret: 'hush-hush',
      scopes: ['https://app.vssps.visualstudio.com/.default'],
      url: 'https://dev.azure.com',
      organization: 'acme',
      apiVersion: '7.0',
      retry: { mode: 'RetryWhenStatusCodeMatch', statusCodes: [429], countMax: 5, multiplyWaitTime: true },
    })
  })

  test('User Credentials get their own scopes, and a return URL only when one is given', () => {
    const user = {
      ...app,
      Auth: 'UserCredentials',
      ClientSecret: '',
      AuthUrl: 'https://login.example.com/authorize',
    }
    expect(parseConnection('acme', user)).toMatchObject({
      authUrl: 'https://login.example.com/authorize',
      clientSecret: undefined,
      returnUrl: undefined,
      scopes: [
        'https://app.vssps.visualstudio.com/vso.project',
        'https://app.vssps.visualstudio.com/vso.work_full',
        'offline_access',
      ],
    })
    const returned = parseConnection('acme', { ...user, ReturnUrl: 'http://localhost:8400' })
    expect(returned.returnUrl, 'exactly as registered').toBe('http://localhost:8400')
  })

  test('settings that a way of signing in does not use are left out, whatever they hold', () => {
    const connection = parseConnection('acme', {
      ...pat,
      TokenUrl: 'https://x/{ENTER-TENANT-ID-HERE}/token',
      ClientSecret: 'old',
    })
    expect(connection).toMatchObject({ auth: 'Pat', personalAccessToken: 'pat-secret', scopes: [] })
    expect(connection.tokenUrl).toBeUndefined()
    expect(connection.clientSecret).toBeUndefined()
  })

  test('keys and options are understood in any case, and white space around values is dropped', () => {
    const values = {
      AUTH: 'app-credentials',
      tokenurl: ` ${tokenUrl} `,
      clientID: 'id',
      CLIENTSECRET: 'hush-hush\n',
      organization: 'acme',
    }
    const connection = parseConnection('acme', {
      ...values,
      retrymode: 'retryany',
      RetryMultiplyWaitTime: 'no',
    })
    expect(connection).toMatchObject({ auth: 'AppCredentials', tokenUrl, clientSecret: 'hush-hush' })
    expect(connection.retry).toMatchObject({ mode: 'RetryAny', multiplyWaitTime: false })
  })

  test.each(['True', 'true', 'YES', '1'])('RetryMultiplyWaitTime %s is true', (text) => {
    expect(parseConnection('acme', { ...pat, RetryMultiplyWaitTime: text }).retry.multiplyWaitTime).toBe(true)
  })

  test.each(['a~b~offline_access', 'a b offline_access', ' a, b,,offline_access', 'a\nb~a~offline_access'])(
    'the scopes of %j are three',
    (text) => {
      expect(parseConnection('acme', { ...app, Scope: text }).scopes).toEqual(['a', 'b', 'offline_access'])
    },
  )

  test.each([
    ['429,503', [429, 503]],
    ['503~429|500 502', [429, 500, 502, 503]],
    ['500 - 503, 502', [500, 501, 502, 503]],
  ])('the status codes of %j are %j', (text, codes) => {
    expect(parseConnection('acme', { ...pat, RetryStatusCodeList: text }).retry.statusCodes).toEqual(codes)
  })

  test.each(['7.0', '6.0', '7.0-preview', '7.1-preview.2'])('API version %s is accepted', (text) => {
    expect(parseConnection('acme', { ...pat, ApiVersion: text }).apiVersion).toBe(text)
  })

  test.each([
    ['Auth', 'Basic'],
    ['TokenUrl', 'login.example.com/token'],
    ['TokenUrl', 'ftp://login.example.com/token'],
    ['TokenUrl', 'http://login.example.com/token'],
    ['TokenUrl', 'http://127.0.0.1.example.com/token'],
    ['TokenUrl', 'https://login.example.com/token#x'],
    ['TokenUrl', 'https://me:hush-hush@login.example.com/token'],
    ['TokenUrl', 'https://login.microsoftonline.com/{ENTER-TENANT-ID-HERE}/oauth2/v2.0/token'],
    ['TokenUrl', 'https://login.microsoftonline.com/<tenant>/oauth2/v2.0/token'],
    ['Url', 'http://dev.azure.com'],
    ['Url', 'https://dev.azure.com/?x=1'],
    ['ClientId', 'two words'],
    ['ClientSecret', 'hush-hush\nhush-hush'],
    ['Scope', '~ ~'],
    ['ApiVersion', '7'],
    ['ApiVersion', '7.1-beta'],
    ['RetryMode', 'Sometimes'],
    ['RetryStatusCodeList', '429,abc'],
    ['RetryStatusCodeList', '599-500'],
    ['RetryStatusCodeList', '42'],
    ['RetryStatusCodeList', '999'],
    ['RetryCountMax', '101'],
    ['RetryCountMax', '-1'],
    ['RetryCountMax', '1.5'],
    ['RetryMultiplyWaitTime', 'maybe'],
    ['Project', 'a\u0000b'],
  ])('%s cannot be %j', (key, text) => {
    const error = refusal({ ...app, [key]: text })
    expect(error.code).toBe('SETTING_INVALID')
    expect(error.message).toMatch(new RegExp(`^Connection acme: ${key} `))
    expect(error.hint).toContain(key)
  })

  test.each([
    'http://localhost:1/token',
    'http://127.0.0.1/token',
    'http://127.8.0.1:80/token',
    'http://[::1]:5/token',
  ])('plain http is accepted for this machine: %s', (text) => {
    expect(parseConnection('acme', { ...app, TokenUrl: text }).tokenUrl).toBe(text)
  })

  test('a placeholder of the portal is named in the hint', () => {
    const error = refusal({
      ...app,
      TokenUrl: 'https://login.microsoftonline.com/{ENTER-TENANT-ID-HERE}/oauth2/v2.0/token',
    })
    expect(error.hint).toBe('Put your own value in place of {ENTER-TENANT-ID-HERE} in TokenUrl.')
  })

  test('an unknown key is refused with the nearest one', () => {
    const error = refusal({ ...app, ClientSecrt: 'x' })
    expect(error).toMatchObject({ code: 'SETTING_UNKNOWN', hint: 'Did you mean ClientSecret?' })
  })

  test('an unknown key that may be part of a secret is not shown', () => {
    const error = refusal({ ...app, 'q8~hush-hush': 'x' })
    expect(error.code).toBe('SETTING_UNKNOWN')
  })

  test('a key given twice in different case is refused', () => {
    expect(refusal({ ...app, clientid: 'other' })).toMatchObject({ code: 'SETTING_INVALID' })
  })

  test('without Auth that is what is asked for, and the rest is still checked', () => {
    const error = refusal({ Organization: 'acme', RetryCountMax: 'x' })
    expect(error.code).toBe('SETTING_MISSING')
    expect(error.message).toContain('Auth is missing')
    expect(error.message).toContain('RetryCountMax')
  })

  test('everything wrong is told at once, each with what would be right', () => {
    const { faults } = checkConnection('acme', {
      Auth: 'AppCredentials',
      TokenUrl: 'x',
      Nonsense: '1',
      RetryMode: 'y',
    })
    expect(faults.map(({ code, key }) => `${code} ${key}`)).toEqual([
      'SETTING_UNKNOWN Nonsense',
      'SETTING_INVALID TokenUrl',
      'SETTING_INVALID RetryMode',
      'SETTING_MISSING ClientId',
      'SETTING_MISSING ClientSecret',
      'SETTING_MISSING Organization',
    ])
    for (const fault of faults) expect(fault.hint).toMatch(/[.?]$/)
    const error = refusal({ Auth: 'AppCredentials', TokenUrl: 'x', Nonsense: '1', RetryMode: 'y' })
    for (const fault of faults) expect(error.message).toContain(fault.message)
  })
})

describe('the proof of App Credentials', () => {
  const { ClientSecret: _secret, ...unproved } = app
  const certificate = { ...unproved, ClientCertificatePath: '/c.pfx', ClientCertificatePassword: 'hush-hush' }
  const federated = { ...unproved, FederatedTokenFilePath: '/var/run/token' }

  test('is a certificate or a federated token as well as a secret', () => {
    expect(parseConnection('acme', certificate)).toMatchObject({
      clientCertificatePath: '/c.pfx',
      clientCertificatePassword: 'hush-hush',
    })
    expect(parseConnection('acme', federated)).toMatchObject({ federatedTokenFilePath: '/var/run/token' })
  })

  test('is one of the three, never several', () => {
    const error = refusal({ ...app, ...certificate, ...federated })
    expect(error.code).toBe('SETTING_INVALID')
    expect(error.message).toMatch(
      /FederatedTokenFilePath is given besides ClientSecret and ClientCertificatePath/,
    )
    expect(error.hint).toMatch(/Keep one of/)
  })

  test('that is missing is told with what may stand in its place', () => {
    const error = refusal(unproved)
    expect(error).toMatchObject({ code: 'SETTING_MISSING' })
    expect(error.hint).toMatch(/ClientCertificatePath or FederatedTokenFilePath may be given in its place/)
  })
})

describe('an Access Token', () => {
  const ready = { Auth: 'access-token', AccessToken: 'pat-secret', Organization: 'acme' }

  test('is a ready one or a command, in any spelling of the way', () => {
    expect(parseConnection('acme', ready)).toMatchObject({
      auth: 'AccessToken',
      accessToken: 'pat-secret',
      scopes: [],
    })
    const { AccessToken: _token, ...none } = ready
    const AccessTokenCommand = "az account get-access-token --resource 'x y'"
    expect(parseConnection('acme', { ...none, AccessTokenCommand })).toMatchObject({
      accessTokenCommand: AccessTokenCommand,
    })
    expect(refusal({ ...ready, AccessTokenCommand }).code).toBe('SETTING_INVALID')
    expect(refusal(none).code).toBe('SETTING_MISSING')
    expect(refusal({ ...none, AccessTokenCommand: 'az "account' }).message).toMatch(/not closed/)
  })
})

describe('a Managed Identity', () => {
  const machine = { Auth: 'managed-identity', Organization: 'acme' }

  test('needs nothing but the organization', () => {
    expect(parseConnection('acme', machine)).toMatchObject({
      auth: 'ManagedIdentity',
      managedIdentityUrl: 'http://169.254.169.254/metadata/identity/oauth2/token',
      clientId: undefined,
    })
  })

  test('is asked over plain http at link-local and loopback addresses only', () => {
    for (const host of ['169.254.169.254', '169.254.130.1:8081', '127.0.0.1:4141', 'localhost:1']) {
      const ManagedIdentityUrl = `http://${host}/msi/token`
      expect(parseConnection('acme', { ...machine, ManagedIdentityUrl })).toMatchObject({
        managedIdentityUrl: ManagedIdentityUrl,
      })
    }
    for (const host of ['10.0.0.1', 'metadata.example', '169.254.evil.example']) {
      expect(refusal({ ...machine, ManagedIdentityUrl: `http://${host}/token` }).message).toMatch(
        /plain http/,
      )
    }
    expect(refusal({ ...app, TokenUrl: 'http://169.254.169.254/token' }).message).toMatch(/plain http/)
  })
})
