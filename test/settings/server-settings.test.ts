import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import { readServerSettings } from '../../src/settings/server-settings.js'

describe('readServerSettings', () => {
  test('an empty environment gives the defaults', () => {
    const defaults = {
      home: join(homedir(), '.azdo'),
      databaseUrl: undefined,
      logLevel: 'error',
      connectionOverrides: {},
    }
    expect(readServerSettings({})).toEqual(defaults)
    const empty = {
      AZDO_HOME: '',
      AZDO_DATABASE_URL: ' ',
      AZDO_LOG_LEVEL: '',
      AZDO_CONNECTION_ACME_PROJECT: '',
    }
    expect(readServerSettings(empty), 'empty variables count as absent').toEqual(defaults)
  })

  test('the home is absolute, and ~ is the user folder', () => {
    expect(readServerSettings({ AZDO_HOME: '~/x' }).home).toBe(join(homedir(), 'x'))
    expect(readServerSettings({ AZDO_HOME: 'some/where' }).home).toBe(resolve('some/where'))
  })

  test('a log level is understood in any case, and another word refused', () => {
    expect(readServerSettings({ AZDO_LOG_LEVEL: 'Debug' }).logLevel).toBe('debug')
    expect(() => readServerSettings({ AZDO_LOG_LEVEL: 'loud' })).toThrow(/AZDO_LOG_LEVEL is "loud"/)
  })

  test('a database URL must be one of PostgreSQL, and is not shown when refused', () => {
    const url = 'postgresql://u:p@h:5432/d'
    expect(readServerSettings({ AZDO_DATABASE_URL: url }).databaseUrl).toBe(url)
    try {
      readServerSettings({ AZDO_DATABASE_URL: 'mysql://u:hush-hush@h/d' })
      expect.unreachable()
    } catch (thrown) {
      expect(thrown).toMatchObject({ code: 'SETTING_INVALID' })
      expect(String(thrown)).not.toContain('hush-hush')
    }
  })

  test('connection variables are grouped by name, with canonical keys and values', () => {
    const settings = readServerSettings({
      AZDO_CONNECTION_ACME_ORGANIZATION: 'https://dev.azure.com/acme',
      AZDO_CONNECTION_acme_Test_tokenurl: 'http://127.0.0.1/token',
      'AZDO_CONNECTION_acme-test_AUTH': 'app-credentials',
      AZDO_CONNECTION_ACME_AUTH: 'pat',
      OTHER: 'x',
    })
    expect(settings.connectionOverrides).toEqual({
      acme: { Auth: 'Pat', Url: 'https://dev.azure.com', Organization: 'acme' },
      acme_test: { Auth: 'AppCredentials', TokenUrl: 'http://127.0.0.1/token' },
    })
  })

  test('a variable that names no setting is refused with the right spelling', () => {
    expect(() => readServerSettings({ AZDO_CONNECTION_ACME_CLIENT_ID: 'x' })).toThrow(
      expect.objectContaining({ code: 'SETTING_UNKNOWN', hint: 'Write it AZDO_CONNECTION_<NAME>_CLIENTID.' }),
    )
    expect(() => readServerSettings({ AZDO_CONNECTION_ACME_PROJCT: 'x' })).toThrow(
      expect.objectContaining({ code: 'SETTING_UNKNOWN', hint: 'Write it AZDO_CONNECTION_<NAME>_PROJECT.' }),
    )
    expect(() => readServerSettings({ AZDO_CONNECTION_PG_X_PROJECT: 'x' })).toThrow(
      expect.objectContaining({ code: 'CONNECTION_NAME_INVALID' }),
    )
  })
})
