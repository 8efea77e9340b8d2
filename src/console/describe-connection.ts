import type { TokenStatus } from '../auth/credential.js'
import { parseConnection, type Connection } from '../settings/connection.js'
import { connectionSettings, findSetting } from '../settings/connection-settings.js'
import { connectionWarnings } from '../settings/connection-warnings.js'
import type { Profile } from '../settings/profiles.js'
import { signInGuide } from '../settings/sign-in-guide.js'
import type { ConnectionAnswer, Token } from './api-schema.js'
import type { ConsoleParts } from './console-parts.js'
import { apiErrorOf } from './error-answer.js'

type Parts = Pick<ConsoleParts, 'credential' | 'events' | 'now'>

/** A connection as a page sees it: the values of secrets stay here. Asks nobody. */
export async function describeConnection(profile: Profile, parts: Parts): Promise<ConnectionAnswer> {
  const { name, isDefault, values } = profile
  const open = Object.entries(values).filter(([key]) => findSetting(key)?.secret === false)
  const held = Object.keys(values).filter((key) => findSetting(key)?.secret !== false)
  const described = {
    name,
    isDefault,
    auth: values['Auth'] ?? '',
    organization: values['Organization'] ?? '',
    url: values['Url'] ?? defaultUrl,
    ...(values['Project'] !== undefined && { project: values['Project'] }),
    values: Object.fromEntries(open),
    held,
    fromEnvironment: [...profile.fromEnvironment],
    warnings: [] as string[],
    token: { state: 'none', way: values['Auth'] ?? '', warnings: [] } as Token,
  }
  try {
    const connection = parseConnection(name, values)
    described.warnings = connectionWarnings(connection)
    described.token = await describeToken(connection, parts)
    return described
  } catch (thrown) {
    return { ...described, fault: apiErrorOf(thrown, parts.events.mask) }
  }
}

const defaultUrl = connectionSettings.find(({ key }) => key === 'Url')!.default.AppCredentials!

async function describeToken(connection: Connection, parts: Parts): Promise<Token> {
  const status = await (await parts.credential(connection)).status()
  return tokenOf(connection, status, (parts.now ?? Date.now)())
}

/** What is held of a connection's token. `now`: ms since 1970. */
export function tokenOf(connection: Connection, status: TokenStatus, now: number): Token {
  const { held, warnings = [], ...told } = status
  const isOver = told.expiresAt !== undefined && Date.parse(told.expiresAt) <= now
  const needsNone = !signInGuide[connection.auth].generatesToken
  const state = held ? (needsNone ? 'ready' : 'held') : isOver ? 'expired' : 'none'
  return { state, ...told, warnings }
}
