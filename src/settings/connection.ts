import { connectionSettings, findSetting, type AuthMethod } from './connection-settings.js'
import { knownSettings } from './known-settings.js'
import { organizationPlace } from './organization.js'
import {
  apiVersion,
  choice,
  count,
  line,
  optionOf,
  scopeList,
  statusCodes,
  webUrlText,
  word,
  type Checked,
} from './setting-values.js'
import { settingsError, type SettingFault } from './setting-fault.js'

export type { AuthMethod }

/** When a failed request is sent again. */
export type RetryMode = 'None' | 'RetryAny' | 'RetryWhenStatusCodeMatch'

/** A connection's settings, checked and typed. Settings that its way of signing in does not use are undefined. */
export interface Connection {
  readonly name: string
  readonly auth: AuthMethod
  readonly tokenUrl?: string
  readonly authUrl?: string
  readonly clientId?: string
  readonly clientSecret?: string
  /** Empty for Pat. */
  readonly scopes: readonly string[]
  /** Undefined: a loopback address chosen at sign-in. */
  readonly returnUrl?: string
  /** As given; absolute when it comes from profiles. */
  readonly refreshTokenFilePath?: string
  readonly personalAccessToken?: string
  /** Service base URL, without the organization and without a slash at its end. */
  readonly url: string
  readonly organization: string
  readonly apiVersion: string
  /** The default project. */
  readonly project?: string
  readonly retry: {
    readonly mode: RetryMode
    /** Ascending, each once. */
    readonly statusCodes: readonly number[]
    /** Repetitions after the first try. */
    readonly countMax: number
    /** Whether each wait is longer than the one before. */
    readonly multiplyWaitTime: boolean
  }
}

/**
 * The connection that settings describe; keys and options in any case, defaults filled in.
 * Error: SETTING_UNKNOWN, SETTING_INVALID or SETTING_MISSING, the first there is, telling all that is wrong.
 */
export function parseConnection(name: string, values: Readonly<Record<string, string>>): Connection {
  const { connection, faults } = checkConnection(name, values)
  if (connection === undefined) throw settingsError(name, faults)
  return connection
}

/** As parseConnection, with every fault by itself, for a form. */
export function checkConnection(
  name: string,
  values: Readonly<Record<string, string>>,
):
  | { readonly connection: Connection; readonly faults: readonly [] }
  | { readonly connection?: undefined; readonly faults: readonly [SettingFault, ...SettingFault[]] } {
  const { given: typed, faults } = knownSettings(values)
  const given = new Map([...typed].filter(([, value]) => value !== ''))
  const auth = authOf(given, faults)
  const used = connectionSettings.filter((setting) => auth === undefined || setting.usedBy.includes(auth))
  const usedKeys = new Set(used.map((setting) => setting.key))

  /** The checked value of a setting that is in use; undefined when absent or faulty, which is then on record. */
  const read = <T>(key: string, check: (key: string, text: string) => Checked<T>): T | undefined => {
    const text = given.get(key) ?? (auth && findSetting(key)!.default[auth])
    if (text === undefined || !usedKeys.has(key)) return undefined
    const checked = check(key, text)
    if (!checked.fault) return checked.value
    faults.push(checked.fault)
    return undefined
  }

  const place = organizationPlace(given)
  if (place.fault) faults.push(place.fault)
  const connection = {
    name,
    auth,
    tokenUrl: read('TokenUrl', webUrlText),
    authUrl: read('AuthUrl', webUrlText),
    clientId: read('ClientId', word),
    clientSecret: read('ClientSecret', line),
    scopes: read('Scope', scopeList) ?? [],
    returnUrl: read('ReturnUrl', webUrlText),
    refreshTokenFilePath: read('RefreshTokenFilePath', line),
    personalAccessToken: read('PersonalAccessToken', word),
    url: place.value?.url,
    organization: place.value?.organization,
    apiVersion: read('ApiVersion', apiVersion),
    project: read('Project', line),
    retry: {
      mode: read('RetryMode', choice) as RetryMode | undefined,
      statusCodes: read('RetryStatusCodeList', statusCodes),
      countMax: read('RetryCountMax', (key, text) => count(key, text, 100)),
      multiplyWaitTime: read('RetryMultiplyWaitTime', choice) === 'True',
    },
  }
  for (const { key, requiredBy, help } of used) {
    if (auth === undefined || !requiredBy.includes(auth) || given.has(key)) continue
    if (findSetting(key)!.default[auth] !== undefined || faults.some((fault) => fault.key === key)) continue
    if (key === 'Organization' && place.value?.organization !== undefined) continue
    faults.push({ code: 'SETTING_MISSING', key, message: `${key} is missing`, hint: `${key}: ${help}` })
  }
  const [first, ...more] = faults
  return first ? { faults: [first, ...more] } : { connection: connection as Connection, faults: [] }
}

function authOf(given: ReadonlyMap<string, string>, faults: SettingFault[]): AuthMethod | undefined {
  const text = given.get('Auth')
  const options = 'AppCredentials, UserCredentials or Pat'
  if (text === undefined) {
    const hint = `Set Auth to ${options}.`
    faults.push({ code: 'SETTING_MISSING', key: 'Auth', message: 'Auth is missing', hint })
    return undefined
  }
  const auth = optionOf(findSetting('Auth')!, text) as AuthMethod | undefined
  if (auth === undefined) {
    const checked = choice('Auth', text)
    if (checked.fault) faults.push(checked.fault)
  }
  return auth
}
