import { authMethods, connectionSettings, findSetting, type AuthMethod } from './connection-settings.js'
import { knownSettings } from './known-settings.js'
import { organizationPlace } from './organization.js'
import {
  apiVersion,
  choice,
  commandLine,
  count,
  line,
  metadataUrlText,
  optionOf,
  scopeList,
  statusCodes,
  webUrlText,
  word,
  type Checked,
} from './setting-values.js'
import { invalid, settingsError, type SettingFault } from './setting-fault.js'

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
  /** App Credentials have exactly one of clientSecret, clientCertificatePath and federatedTokenFilePath. */
  readonly clientCertificatePath?: string
  readonly clientCertificatePassword?: string
  readonly federatedTokenFilePath?: string
  /** Undefined: it follows from the token URL. */
  readonly deviceCodeUrl?: string
  /** Empty for ways that ask for none. */
  readonly scopes: readonly string[]
  /** Undefined: a loopback address chosen at sign-in. */
  readonly returnUrl?: string
  /** As given; absolute when it comes from profiles. */
  readonly refreshTokenFilePath?: string
  readonly personalAccessToken?: string
  /** AccessToken has exactly one of accessToken and accessTokenCommand. */
  readonly accessToken?: string
  readonly accessTokenCommand?: string
  readonly managedIdentityUrl?: string
  readonly managedIdentityHeader?: string
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
    clientCertificatePath: read('ClientCertificatePath', line),
    clientCertificatePassword: read('ClientCertificatePassword', line),
    federatedTokenFilePath: read('FederatedTokenFilePath', line),
    deviceCodeUrl: read('DeviceCodeUrl', webUrlText),
    scopes: read('Scope', scopeList) ?? [],
    returnUrl: read('ReturnUrl', webUrlText),
    refreshTokenFilePath: read('RefreshTokenFilePath', line),
    personalAccessToken: read('PersonalAccessToken', word),
    accessToken: read('AccessToken', word),
    accessTokenCommand: read('AccessTokenCommand', commandLine),
    managedIdentityUrl: read('ManagedIdentityUrl', metadataUrlText),
    managedIdentityHeader: read('ManagedIdentityHeader', word),
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
  for (const { key, requiredBy, help, alternatives = [] } of used) {
    if (auth !== undefined && alternatives.length > 0 && requiredBy.includes(auth)) {
      const oneOf = [key, ...alternatives]
      const several = oneOf.filter((each) => given.has(each))
      if (several.length > 1) faults.push(surplus(several))
      if (several.length > 0) continue
    }
    if (auth === undefined || !requiredBy.includes(auth) || given.has(key)) continue
    if (findSetting(key)!.default[auth] !== undefined || faults.some((fault) => fault.key === key)) continue
    if (key === 'Organization' && place.value?.organization !== undefined) continue
    const instead = alternatives.length > 0 ? ` ${alternatives.join(' or ')} may be given in its place.` : ''
    faults.push({
      code: 'SETTING_MISSING',
      key,
      message: `${key} is missing`,
      hint: `${key}: ${help}${instead}`,
    })
  }
  const [first, ...more] = faults
  return first ? { faults: [first, ...more] } : { connection: connection as Connection, faults: [] }
}

/** Which of several proofs is meant must not be guessed. */
function surplus(keys: readonly string[]): SettingFault {
  const hint = `Keep one of ${keys.join(', ')} and empty the others.`
  return invalid(keys.at(-1)!, `is given besides ${keys.slice(0, -1).join(' and ')}`, hint)
}

function authOf(given: ReadonlyMap<string, string>, faults: SettingFault[]): AuthMethod | undefined {
  const text = given.get('Auth')
  const options = `${authMethods.slice(0, -1).join(', ')} or ${authMethods.at(-1)}`
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
