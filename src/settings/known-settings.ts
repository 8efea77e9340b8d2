import { nearestName } from '../errors/nearest-name.js'
import { connectionSettings, findSetting } from './connection-settings.js'
import { invalid, type SettingFault } from './setting-fault.js'

/** Trimmed values by canonical key, and a fault for each key that is no setting's or that comes twice. */
export function knownSettings(values: Readonly<Record<string, string>>): {
  readonly given: Map<string, string>
  readonly faults: SettingFault[]
} {
  const given = new Map<string, string>()
  const faults: SettingFault[] = []
  for (const [typed, value] of Object.entries(values)) {
    const setting = findSetting(typed)
    if (setting === undefined) faults.push(unknownSetting(typed))
    else if (given.has(setting.key))
      faults.push(invalid(setting.key, 'is given twice', `Give ${setting.key} once.`))
    else given.set(setting.key, value.trim())
  }
  return { given, faults }
}

/** What does not look like a name is not shown: it may be part of a secret. */
function unknownSetting(typed: string): SettingFault {
  const keys = connectionSettings.map((setting) => setting.key)
  const isName = /^[a-z][a-z _-]{0,40}$/i.test(typed)
  const near = isName ? nearestName(typed.replace(/[\s_-]/g, ''), keys) : undefined
  return {
    code: 'SETTING_UNKNOWN',
    key: isName ? typed : '***',
    message: isName ? `${typed} is not a setting` : 'something is given that is not the name of a setting',
    hint: near ? `Did you mean ${near}?` : `The settings are ${keys.join(', ')}.`,
  }
}
