import { readFile } from 'node:fs/promises'
import { text as readAll } from 'node:stream/consumers'
import { AzdoError } from '../errors/azdo-error.js'
import type { AuthMethod } from '../settings/connection.js'
import { connectionSettings, findSetting, type ConnectionSetting } from '../settings/connection-settings.js'
import { reason } from '../settings/home-folder.js'
import { optionOf } from '../settings/setting-values.js'
import type { CliIo } from './cli-io.js'

/** `Key=Value` pairs as typed; a key given twice has its last value. Error: USAGE. */
export function parsePairs(pairs: readonly string[]): Record<string, string> {
  const values: Record<string, string> = {}
  for (const pair of pairs) {
    const at = pair.indexOf('=')
    if (at <= 0) {
      // The text itself is not repeated: it may be a secret that lost its key.
      throw new AzdoError('USAGE', 'A --set value is not in the form Key=Value.', {
        hint: 'For example: --set Organization=mycompany PersonalAccessToken=-; the connection name comes before --set.',
      })
    }
    setValue(values, pair.slice(0, at).trim(), pair.slice(at + 1))
  }
  return values
}

/** Sets a value under the key's canonical spelling, so that keys in different cases are one. */
export function setValue(values: Record<string, string>, key: string, value: string): void {
  values[findSetting(key)?.key ?? key] = value
}

/** A way of signing in in the settings' spelling (`app-credentials` is AppCredentials); anything else is left to the settings' own check. */
export function authMethod(typed: string): string {
  return optionOf(findSetting('Auth')!, typed) ?? typed
}

/**
 * Values that stand for others, replaced: `@file` by the file's text, `-` by what is typed at a hidden prompt or, without
 * a terminal, by the first line of standard input; `@@x` is the text `@x`. Errors: FILE_UNUSABLE, SETTING_MISSING, USAGE.
 */
export async function resolveValues(
  io: CliIo,
  typed: Readonly<Record<string, string>>,
): Promise<Record<string, string>> {
  const values: Record<string, string> = {}
  let fromInput = false
  for (const [key, value] of Object.entries(typed)) {
    if (value === '-' && io.stdin.isTTY === true) values[key] = await askHidden(io, findSetting(key), key)
    else if (value === '-') {
      if (fromInput)
        throw new AzdoError('USAGE', 'Only one setting can be read from standard input.', {
          hint: 'Read others from files: Key=@file',
        })
      fromInput = true
      values[key] = (await readAll(io.stdin)).split(/\r?\n/)[0]!
      if (values[key] === '')
        throw new AzdoError('SETTING_MISSING', `${key} was to be read from standard input, which is empty.`, {
          hint: `Type its value on a terminal, or send it: … ${key}=- < file`,
        })
    } else if (value.startsWith('@@')) values[key] = value.slice(1)
    else values[key] = value.startsWith('@') ? await readValueFile(key, value.slice(1)) : value
  }
  return values
}

/** On a terminal, asks for the secrets that the way of signing in needs and that nothing given does in the place of. */
export async function askMissingSecrets(io: CliIo, values: Record<string, string>): Promise<void> {
  if (io.stdin.isTTY !== true) return
  const isGiven = (key: string): boolean => (values[key] ?? '') !== ''
  for (const setting of connectionSettings) {
    const needed = setting.secret && setting.requiredBy.includes(values['Auth'] as AuthMethod)
    if (needed && ![setting.key, ...(setting.alternatives ?? [])].some(isGiven))
      values[setting.key] = await askHidden(io, setting, setting.key)
  }
}

async function askHidden(io: CliIo, setting: ConnectionSetting | undefined, key: string): Promise<string> {
  const { isCancel, password } = await import('@clack/prompts')
  const answer = await password({
    message: setting?.label ?? key,
    input: io.stdin,
    output: io.stderr,
    validate: (value) => (value === undefined || value === '' ? 'A value is needed.' : undefined),
  })
  if (isCancel(answer)) throw new AzdoError('USAGE', 'Nothing was saved.', { hint: `${key} was not given.` })
  return answer
}

async function readValueFile(key: string, path: string): Promise<string> {
  try {
    return (await readFile(path, 'utf8')).replace(/^\ufeff/, '').replace(/\r?\n$/, '')
  } catch (thrown) {
    // Neither the path nor its cause is repeated: it may be a secret that begins with @.
    throw new AzdoError('FILE_UNUSABLE', `The file for ${key} cannot be read: ${reason(thrown)}.`, {
      hint: 'Key=@file reads a value from a file; a value that begins with @ is written with two.',
    })
  }
}
