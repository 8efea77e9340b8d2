import { AzdoError } from '../errors/azdo-error.js'
import { absolutePath } from './absolute-path.js'
import { canonicalValues } from './canonical-values.js'
import { checkConnectionName } from './connection-name.js'
import { connectionSettings, findSetting } from './connection-settings.js'
import { nearestName } from '../errors/nearest-name.js'

/** How much is logged to stderr. */
export const logLevels = ['silent', 'error', 'warn', 'info', 'debug'] as const
export type LogLevel = (typeof logLevels)[number]

/** What the environment says. */
export interface ServerSettings {
  /** AZDO_HOME, absolute: settings, tokens, embedded database. */
  readonly home: string
  /** AZDO_DATABASE_URL: use this PostgreSQL instead of the embedded one. Holds a password: never shown. */
  readonly databaseUrl?: string
  /** AZDO_LOG_LEVEL. */
  readonly logLevel: LogLevel
  /** AZDO_CONNECTION_<NAME>_<KEY>: canonical values by name, in the form that overrideName gives. */
  readonly connectionOverrides: Readonly<Record<string, Readonly<Record<string, string>>>>
}

/**
 * Reads the environment; the only place that does. An empty variable counts as absent.
 * Errors: SETTING_INVALID, SETTING_UNKNOWN, CONNECTION_NAME_INVALID, naming the variable.
 */
export function readServerSettings(env: NodeJS.ProcessEnv = process.env): ServerSettings {
  const given = (name: string): string | undefined => env[name]?.trim() || undefined
  return {
    home: absolutePath(given('AZDO_HOME') ?? '~/.azdo'),
    databaseUrl: checkDatabaseUrl(given('AZDO_DATABASE_URL')),
    logLevel: checkLogLevel(given('AZDO_LOG_LEVEL') ?? 'error'),
    connectionOverrides: readOverrides(env),
  }
}

/** What of the environment decides whether there is a desktop keyring to ask (desktop-keyring.ts). */
export function keyringEnvironment(env: NodeJS.ProcessEnv = process.env): {
  /** AZDO_KEYRING: `off` keeps the key of sealed files in a file also where there is a keyring. */
  readonly isOff: boolean
  readonly sessionBus: string | undefined
  readonly runtimeFolder: string | undefined
} {
  return {
    isOff: /^(off|no|false|0)$/i.test(env.AZDO_KEYRING?.trim() ?? ''),
    sessionBus: env.DBUS_SESSION_BUS_ADDRESS || undefined,
    runtimeFolder: env.XDG_RUNTIME_DIR || undefined,
  }
}

/** The form in which a connection's name is compared with that in a variable: lower case, `_` for `-`. */
export function overrideName(connection: string): string {
  return connection.toLowerCase().replaceAll('-', '_')
}

function readOverrides(env: NodeJS.ProcessEnv): Record<string, Record<string, string>> {
  const byName = new Map<string, Map<string, string>>()
  for (const [variable, value] of Object.entries(env)) {
    const match = /^AZDO_CONNECTION_(.*)_([^_]+)$/i.exec(variable)
    if (!match || value === undefined || value.trim() === '') continue
    const [name, key] = [overrideName(match[1]!), match[2]!]
    const setting = findSetting(key)
    if (setting === undefined) throw unknownVariable(variable, match[1]!, key)
    checkConnectionName(name)
    const values = byName.get(name) ?? new Map<string, string>()
    byName.set(name, values.set(setting.key, value))
  }
  return Object.fromEntries(
    [...byName].map(([name, values]) => [name, canonicalValues(name, Object.fromEntries(values))]),
  )
}

function unknownVariable(variable: string, name: string, key: string): AzdoError {
  // ACME_CLIENT_ID is read as key ID of the connection ACME_CLIENT: the key is written in one word.
  const oneWord = connectionSettings.find((s) =>
    `_${name}${key}`.replaceAll('_', '').toLowerCase().endsWith(s.key.toLowerCase()),
  )
  const near =
    oneWord?.key ??
    nearestName(
      key,
      connectionSettings.map((s) => s.key),
    )
  return new AzdoError(
    'SETTING_UNKNOWN',
    `The environment variable ${variable} ends in ${key}, which is not a setting.`,
    {
      hint: near
        ? `Write it AZDO_CONNECTION_<NAME>_${near.toUpperCase()}.`
        : `The settings are ${connectionSettings.map((s) => s.key).join(', ')}.`,
    },
  )
}

function checkLogLevel(text: string): LogLevel {
  const level = logLevels.find((known) => known === text.toLowerCase())
  if (level) return level
  throw new AzdoError(
    'SETTING_INVALID',
    `AZDO_LOG_LEVEL is ${JSON.stringify(text)}, which is not a log level.`,
    {
      hint: `Use one of ${logLevels.join(', ')}.`,
    },
  )
}

function checkDatabaseUrl(text: string | undefined): string | undefined {
  if (text === undefined || (/^postgres(ql)?:\/\//i.test(text) && URL.canParse(text))) return text
  throw new AzdoError('SETTING_INVALID', 'AZDO_DATABASE_URL is not the URL of a PostgreSQL database.', {
    hint: 'Give it as postgresql://user:password@host:5432/database, or leave it out to use the embedded PostgreSQL.',
  })
}
