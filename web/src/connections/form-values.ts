import type { ChangedConnection, ConnectionAnswer, Field, Way } from '../../../src/console/api-schema.js'

/** What stands in the fields of a form, by key. A secret is empty until somebody types one. */
export type FormValues = Record<string, string>

/** The default project has a section of its own, with the list of projects. */
export const projectKey = 'Project'

/** Fields of the form: all of the way but the default project. */
export function formFields(way: Way): readonly Field[] {
  return way.fields.filter(({ key }) => key !== projectKey)
}

/** What the form begins with: what is stored, else the defaults. */
export function initialValues(fields: readonly Field[], connection?: ConnectionAnswer): FormValues {
  return Object.fromEntries(
    fields.map(({ key, secret, default: standard = '' }) => [
      key,
      secret ? '' : (connection?.values[key] ?? standard),
    ]),
  )
}

/** Of a new connection: what was filled in; defaults and empty fields are left out. */
export function newValues(auth: string, fields: readonly Field[], values: FormValues): FormValues {
  const given = fields
    .map(({ key, default: standard = '' }) => ({ key, value: values[key]?.trim() ?? '', standard }))
    .filter(({ value, standard }) => value !== '' && value !== standard)
  return { Auth: auth, ...Object.fromEntries(given.map(({ key, value }) => [key, value])) }
}

/**
 * Of a stored connection: what has changed. An empty text removes a setting, so does its default; an empty secret keeps the
 * stored one unless it is among `forget`.
 */
export function changedValues(
  fields: readonly Field[],
  connection: ConnectionAnswer,
  values: FormValues,
  forget: readonly string[],
): ChangedConnection {
  const changed: FormValues = {}
  for (const { key, secret, default: standard = '' } of fields) {
    const typed = values[key]?.trim() ?? ''
    const value = typed === standard ? '' : typed
    const before = secret ? '' : (connection.values[key] ?? '')
    if (value !== before && !(value === '' && before === standard)) changed[key] = value
  }
  const forgotten = forget.filter((key) => (changed[key] ?? '') === '')
  return forgotten.length === 0 ? { values: changed } : { values: changed, forget: forgotten }
}

/** The scopes in a text; `~`, comma and space separate. */
export function scopesIn(text: string): string[] {
  return text.split(/[~,\s]+/).filter((scope) => scope !== '')
}

/** The text with that scope added or taken away. */
export function toggleScope(text: string, scope: string, wanted: boolean): string {
  const others = scopesIn(text).filter((each) => each.toLowerCase() !== scope.toLowerCase())
  return (wanted ? [...others, scope] : others).join('~')
}

/** Settings of which one is given: the one that is asked for first, then those that may stand in its place. */
export function alternativesIn(fields: readonly Field[]): ReadonlyMap<string, readonly Field[]> {
  const byKey = new Map(fields.map((field) => [field.key, field]))
  return new Map(
    fields
      .filter(({ alternatives }) => alternatives.length > 0)
      .map((field) => [field.key, [field, ...field.alternatives.flatMap((key) => byKey.get(key) ?? [])]]),
  )
}

/** The one of such settings that a connection has; the first when it has none. */
export function givenOf(alternatives: readonly Field[], connection?: ConnectionAnswer): string {
  const given = alternatives.find(
    ({ key }) => connection?.held.includes(key) || (connection?.values[key] ?? '') !== '',
  )
  return (given ?? alternatives[0])!.key
}
