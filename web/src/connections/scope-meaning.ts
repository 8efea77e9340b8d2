import type { Way } from '../../../src/console/api-schema.js'

/**
 * What a scope of a token lets one do, in the words of the settings; undefined for one they do not name. A token says
 * `vso.work` where the settings have the whole address of the scope.
 */
export function scopeMeaning(scope: string, way: Way): string | undefined {
  const wanted = lastPart(scope)
  const options = way.fields.find(({ kind }) => kind === 'scopes')?.options ?? []
  return options.find(({ value }) => lastPart(value) === wanted)?.label
}

/** The short name of a scope, `vso.work`, of its whole address too; in small letters. */
export function lastPart(scope: string): string {
  return scope.split('/').at(-1)!.toLowerCase()
}
