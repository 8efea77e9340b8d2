import { absolutePath } from './absolute-path.js'
import { findSetting, type ConnectionSetting } from './connection-settings.js'
import { knownSettings } from './known-settings.js'
import { organizationPlace } from './organization.js'
import { pastedUrl } from './service-url.js'
import { settingsError } from './setting-fault.js'
import { optionOf } from './setting-values.js'

/**
 * Settings as they are stored: canonical keys and option values, texts trimmed, a URL given as Organization split into
 * Url and Organization, file paths absolute. Values are not checked otherwise; empty ones stay, as empty.
 * Errors: SETTING_UNKNOWN; SETTING_INVALID for a key given twice.
 */
export function canonicalValues(
  name: string,
  values: Readonly<Record<string, string>>,
): Record<string, string> {
  const { given, faults } = knownSettings(values)
  const [first, ...more] = faults
  if (first) throw settingsError(name, [first, ...more])
  const canonical = new Map([...given].map(([key, value]) => [key, canonicalValue(findSetting(key)!, value)]))
  if (pastedUrl(canonical.get('Organization') ?? '')) {
    const { value: place } = organizationPlace(new Map([...canonical].filter(([, value]) => value !== '')))
    if (place?.organization !== undefined)
      canonical.set('Url', place.url).set('Organization', place.organization)
  }
  return Object.fromEntries(canonical)
}

function canonicalValue(setting: ConnectionSetting, text: string): string {
  if (setting.kind === 'choice' || setting.kind === 'switch') return optionOf(setting, text) ?? text
  return setting.kind === 'file' && text !== '' ? absolutePath(text) : text
}
