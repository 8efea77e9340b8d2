import { authMethods, connectionSettings, findSetting } from '../settings/connection-settings.js'
import type { AuthMethod, ConnectionSetting } from '../settings/connection-setting.js'
import { signInGuide } from '../settings/sign-in-guide.js'
import type { Field, Way } from './api-schema.js'

/** Settings that are seldom touched, though they are required: they have a default that fits. */
const seldom = new Set(['Url', 'ApiVersion', 'ManagedIdentityUrl', 'Scope'])
/** Settings that nobody must give, but that most people look for. */
const often = new Set(['Project', 'ReturnUrl'])

/** The ways of signing in with their forms, from the settings definitions. */
export function describeWays(): Way[] {
  const labels = new Map(findSetting('Auth')!.options.map(({ value, label }) => [value, label]))
  return authMethods.map((auth) => {
    const { about, adminSteps, generatesToken, asksPerson } = signInGuide[auth]
    return {
      auth,
      label: labels.get(auth)!,
      about,
      fields: fieldsOf(auth),
      generatesToken,
      asksPerson,
      adminSteps: adminSteps.map(({ text, fields }) => ({ text, fields: [...fields] })),
    }
  })
}

function fieldsOf(auth: AuthMethod): Field[] {
  const used = connectionSettings.filter(({ key, usedBy }) => key !== 'Auth' && usedBy.includes(auth))
  const inPlace = new Set(
    used
      .filter(({ requiredBy }) => requiredBy.includes(auth))
      .flatMap(({ alternatives = [] }) => alternatives),
  )
  return used.map((setting) => {
    const required = setting.requiredBy.includes(auth)
    const isPlain =
      (required && !seldom.has(setting.key)) || often.has(setting.key) || inPlace.has(setting.key)
    return { ...fieldOf(setting, auth), required, advanced: !isPlain }
  })
}

function fieldOf(setting: ConnectionSetting, auth: AuthMethod): Omit<Field, 'required' | 'advanced'> {
  const { key, label, kind, secret, options, help, unit, alternatives = [] } = setting
  const note = setting.labelNote?.[auth]
  const standard = setting.default[auth]
  return {
    key,
    label,
    ...(note !== undefined && { note }),
    kind,
    alternatives: alternatives.filter((each) => findSetting(each)?.usedBy.includes(auth)),
    secret,
    ...(standard !== undefined && { default: standard }),
    options: options.map(({ value, label: shown }) => ({ value, label: shown })),
    help,
    ...(unit !== undefined && { unit }),
  }
}
