import { AzdoError } from '../errors/azdo-error.js'
import type { ErrorCode } from '../errors/codes.js'

/** One thing wrong with the settings of a connection. */
export interface SettingFault {
  readonly code: Extract<ErrorCode, 'SETTING_UNKNOWN' | 'SETTING_INVALID' | 'SETTING_MISSING'>
  /** The setting's key: canonical, or as typed when unknown. */
  readonly key: string
  /** What is wrong; starts with the key, no full stop. */
  readonly message: string
  /** What would be right; a full sentence. */
  readonly hint: string
}

/** A fault of SETTING_INVALID. `wrong` continues a sentence that starts with the key. */
export function invalid(key: string, wrong: string, hint: string): SettingFault {
  return { code: 'SETTING_INVALID', key, message: `${key} ${wrong}`, hint }
}

/** All faults as one error, with the code of the first. */
export function settingsError(
  connection: string,
  faults: readonly [SettingFault, ...SettingFault[]],
): AzdoError {
  const messages = faults.map((fault) => fault.message).join('; ')
  const hints = [...new Set(faults.map((fault) => fault.hint))].join(' ')
  return new AzdoError(faults[0].code, `Connection ${connection}: ${messages}.`, { hint: hints, faults })
}

/** A value as a message may show it: short, on one line, without the user name and password of a URL. */
export function shown(value: string): string {
  const line = value.replace(/\/\/[^/@\s]*@/g, '//***@').replace(/\p{Cc}+/gu, ' ')
  return `"${line.length > 80 ? line.slice(0, 77) + '...' : line}"`
}
