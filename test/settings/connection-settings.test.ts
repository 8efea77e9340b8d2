import { describe, expect, test } from 'vitest'
import {
  authMethods,
  connectionSettings,
  findSetting,
  masked,
  settingLabel,
} from '../../src/settings/connection-settings.js'

const pageWays = ['AppCredentials', 'UserCredentials', 'Pat'] as const

describe('the settings registry', () => {
  test('keys, labels, secrets and defaults are the published ones', () => {
    const pins = connectionSettings.map((s) => [
      s.key,
      s.label,
      s.secret,
      ...pageWays.map((way) => s.default[way]),
    ])
    const azure = 'https://app.vssps.visualstudio.com'
    const user = `${azure}/vso.project~${azure}/vso.work_full~offline_access`
    const none = [undefined, undefined, undefined]
    const all = (value: string): string[] => [value, value, value]
    expect(pins).toEqual([
      ['Auth', 'Authentication', false, ...none],
      ['AuthUrl', 'Authorization URL', false, ...none],
      ['TokenUrl', 'Token URL', false, ...none],
      ['DeviceCodeUrl', 'Device Code URL', false, ...none],
      ['ClientId', 'Client ID', false, ...none],
      ['ClientSecret', 'Client Secret', true, ...none],
      ['ClientCertificatePath', 'Client Certificate Path', false, ...none],
      ['ClientCertificatePassword', 'Client Certificate Password', true, ...none],
      ['FederatedTokenFilePath', 'Federated Token File Path', false, ...none],
      ['Scope', 'Scopes', false, `${azure}/.default`, user, undefined],
      ['ReturnUrl', 'Return URL', false, ...none],
      ['RefreshTokenFilePath', 'Refresh Token File Path', false, ...none],
      ['PersonalAccessToken', 'Personal Access Token (PAT)', true, ...none],
      ['AccessToken', 'Access Token', true, ...none],
      ['AccessTokenCommand', 'Access Token Command', false, ...none],
      ['ManagedIdentityUrl', 'Managed Identity URL', false, ...none],
      ['ManagedIdentityHeader', 'Managed Identity Header', true, ...none],
      ['Url', 'Service URL', false, ...all('https://dev.azure.com/')],
      ['Organization', 'Organization name or Id', false, ...none],
      ['Project', 'Default Project Name', false, ...none],
      ['ApiVersion', 'API Version', false, ...all('7.0')],
      ['RetryMode', 'RetryMode', false, ...all('RetryWhenStatusCodeMatch')],
      ['RetryStatusCodeList', 'RetryStatusCodeList', false, ...all('429')],
      ['RetryCountMax', 'RetryCountMax', false, ...all('5')],
      ['RetryMultiplyWaitTime', 'RetryMultiplyWaitTime', false, ...all('True')],
    ])
  })

  test('what each way of signing in requires beyond its defaults is the published list', () => {
    const required = authMethods.map((way) =>
      connectionSettings
        .filter((s) => s.requiredBy.includes(way) && s.default[way] === undefined)
        .map((s) => s.key),
    )
    expect(required).toEqual([
      ['Auth', 'TokenUrl', 'ClientId', 'ClientSecret', 'Organization'],
      ['Auth', 'AuthUrl', 'TokenUrl', 'ClientId', 'Organization'],
      ['Auth', 'PersonalAccessToken', 'Organization'],
      ['Auth', 'AccessToken', 'Organization'],
      ['Auth', 'Organization'],
    ])
  })

  test('every setting has help, is used by those that require it, and has a default only where used', () => {
    for (const setting of connectionSettings) {
      expect(setting.help, setting.key).toMatch(/\.$/)
      for (const way of [
        ...setting.requiredBy,
        ...authMethods.filter((w) => setting.default[w] !== undefined),
      ]) {
        expect(setting.usedBy, setting.key).toContain(way)
      }
    }
  })

  test('a setting is found in any case', () => {
    expect(findSetting(' tokenURL ')?.key).toBe('TokenUrl')
    expect(findSetting('Token')).toBeUndefined()
  })

  test('a label carries the note of its way of signing in', () => {
    expect(settingLabel(findSetting('Scope')!, 'AppCredentials')).toBe(
      'Scopes (Use .default for App Credentials)',
    )
    expect(settingLabel(findSetting('Scope')!)).toBe('Scopes')
    expect(settingLabel(findSetting('Project')!, 'UserCredentials')).toBe(
      'Default Project Name (Choose after Generating Token)',
    )
  })

  test('secrets and values of unknown keys are masked, others are not', () => {
    expect(
      masked({
        clientsecret: 's3cret',
        PersonalAccessToken: 'p',
        ClientId: 'id',
        Nonsense: 'x',
        ClientSecret: '',
      }),
    ).toEqual({
      clientsecret: '***',
      PersonalAccessToken: '***',
      ClientId: 'id',
      Nonsense: '***',
      ClientSecret: '',
    })
  })
})
