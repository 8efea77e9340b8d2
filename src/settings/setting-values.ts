import { findSetting, type ConnectionSetting } from './connection-settings.js'
import { splitWords } from './command-words.js'
import { isLoopback } from './service-url.js'
import { invalid, shown, type SettingFault } from './setting-fault.js'

/** A value, or what is wrong with it. */
export type Checked<T> =
  | { readonly value: T; readonly fault?: undefined }
  | { readonly value?: undefined; readonly fault: SettingFault }

/** The option meant by a text, without regard to case, spaces, dashes and underscores; undefined when it is none. */
export function optionOf(setting: ConnectionSetting, text: string): string | undefined {
  const bare = (t: string): string => t.toLowerCase().replace(/[\s_-]/g, '')
  const found = setting.options.find(
    (option) => bare(option.value) === bare(text) || bare(option.label) === bare(text),
  )
  if (found) return found.value
  if (setting.kind !== 'switch') return undefined
  return /^(yes|1|on)$/i.test(text) ? 'True' : /^(no|0|off)$/i.test(text) ? 'False' : undefined
}

/** A value of a closed list, in its canonical spelling. */
export function choice(key: string, text: string): Checked<string> {
  const setting = findSetting(key)!
  const value = optionOf(setting, text)
  if (value !== undefined) return { value }
  const options = setting.options.map((option) => option.value).join(', ')
  return { fault: invalid(key, `is ${shown(text)}, which it cannot be`, `Set ${key} to one of ${options}.`) }
}

/** An http(s) URL; plain http only to this machine, since secrets and tokens would travel readable by others. */
export function webUrl(
  key: string,
  text: string,
  mayBePlain: (url: URL) => boolean = isLoopback,
): Checked<URL> {
  const wrong = (what: string, hint: string): Checked<URL> => ({ fault: invalid(key, what, hint) })
  const placeholder = /\{[^}]*\}|<[^>]*>|%7B.*?%7D/i.exec(text)?.[0]
  if (placeholder) {
    return wrong(
      `still has the placeholder ${shown(placeholder)}`,
      `Put your own value in place of ${placeholder} in ${key}.`,
    )
  }
  const example =
    key === 'Url'
      ? 'https://dev.azure.com/'
      : key === 'ReturnUrl'
        ? 'http://localhost:8400/'
        : key === 'ManagedIdentityUrl'
          ? 'http://169.254.169.254/metadata/identity/oauth2/token'
          : tokenUrlExample(key)
  const url = URL.canParse(text) && !/\s/.test(text) ? new URL(text) : undefined
  if (url === undefined || !/^https?:$/.test(url.protocol) || url.hostname === '') {
    return wrong(
      `is ${shown(text)}, which is not an http or https URL`,
      `Give ${key} as a full URL such as ${example}.`,
    )
  }
  if (url.username !== '' || url.password !== '') {
    return wrong('has a user name or password in the URL', `Leave out what stands before the @ in ${key}.`)
  }
  if (url.hash !== '') return wrong('has a # part', `Leave out the # and what follows in ${key}.`)
  if (url.protocol === 'http:' && !mayBePlain(url)) {
    return wrong(
      `is ${shown(text)}: over plain http, secrets would travel unencrypted`,
      `Use https in ${key}; http is accepted for 127.0.0.1, ::1 and localhost only.`,
    )
  }
  return { value: url }
}

/** As webUrl, giving the text as typed: a return URL must equal the registered one letter by letter. */
export function webUrlText(key: string, text: string): Checked<string> {
  const checked = webUrl(key, text)
  return checked.fault ? checked : { value: text }
}

/**
 * The address of a metadata service, which has no TLS: plain http also to link-local addresses, which no router passes
 * on (RFC 3927, 2.7; "Azure Instance Metadata Service", Azure docs).
 */
export function metadataUrlText(key: string, text: string): Checked<string> {
  const linkLocal = (url: URL): boolean => /^169\.254(\.\d+){2}$/.test(url.hostname)
  const checked = webUrl(key, text, (url) => isLoopback(url) || linkLocal(url))
  return checked.fault ? checked : { value: text }
}

/** A command line on one line, with every quote closed. */
export function commandLine(key: string, text: string): Checked<string> {
  const checked = line(key, text)
  if (checked.fault) return checked
  if (splitWords(text) !== undefined) return checked
  return { fault: invalid(key, 'has a quote that is not closed', `Close every quote in ${key}.`) }
}

function tokenUrlExample(key: string): string {
  return `https://login.microsoftonline.com/<tenant id>/oauth2/v2.0/${{ AuthUrl: 'authorize', DeviceCodeUrl: 'devicecode' }[key] ?? 'token'}`
}

/** Scopes separated by ~, white space or comma, each once, in the order given. */
export function scopeList(key: string, text: string): Checked<string[]> {
  const value = [...new Set(text.split(/[~\s,]+/).filter((scope) => scope !== ''))]
  return value.length > 0
    ? { value }
    : { fault: invalid(key, 'has no scope in it', `Leave ${key} out to use its default.`) }
}

/** HTTP status codes 100 to 599 and ranges of them, ascending, each once. */
export function statusCodes(key: string, text: string): Checked<number[]> {
  const codes = new Set<number>()
  const hint = `Give ${key} as three-digit status codes, such as 429,503 or 500-599.`
  for (const part of text.replace(/\s*-\s*/g, '-').split(/[,\s~|;]+/)) {
    if (part === '') continue
    const range = /^([1-5]\d\d)(?:-([1-5]\d\d))?$/.exec(part)
    const [first, last] = [Number(range?.[1]), Number(range?.[2] ?? range?.[1])]
    if (!range || last < first)
      return { fault: invalid(key, `has ${shown(part)}, which is not a status code`, hint) }
    for (let code = first; code <= last; code++) codes.add(code)
  }
  if (codes.size === 0) return { fault: invalid(key, `is ${shown(text)}, with no status code in it`, hint) }
  return { value: [...codes].sort((a, b) => a - b) }
}

/** A whole number from 0 to `most`. */
export function count(key: string, text: string, most: number): Checked<number> {
  if (/^\d{1,6}$/.test(text) && Number(text) <= most) return { value: Number(text) }
  return { fault: invalid(key, `is ${shown(text)}`, `Set ${key} to a whole number from 0 to ${most}.`) }
}

/** A REST API version, `{major}.{minor}[-preview[.{resource version}]]` (facts 2). */
export function apiVersion(key: string, text: string): Checked<string> {
  if (/^\d+\.\d+(-preview(\.\d+)?)?$/i.test(text)) return { value: text.toLowerCase() }
  return {
    fault: invalid(
      key,
      `is ${shown(text)}, which is not a version`,
      `Set ${key} to a version such as 7.0 or 7.1-preview.2.`,
    ),
  }
}

/** A name or secret that is one word; a secret is not repeated in the fault. */
export function word(key: string, text: string): Checked<string> {
  if (!/[\s\p{Cc}]/u.test(text)) return { value: text }
  return {
    fault: invalid(
      key,
      'has white space or control characters in it',
      `Copy ${key} again, as one word on one line.`,
    ),
  }
}

/** A text on one line. */
export function line(key: string, text: string): Checked<string> {
  if (!/\p{Cc}/u.test(text)) return { value: text }
  return { fault: invalid(key, 'has control characters in it', `Copy ${key} again, as one line.`) }
}
