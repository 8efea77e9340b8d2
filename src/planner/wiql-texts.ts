import type { WiqlField } from '../tables/table-definition.js'
import { caseVariants, unsureLetters } from './case-variants.js'
import { patternPieces, patternStart } from './like-pattern.js'
import { fragile, joined, sound, type Translate } from './wiql-condition.js'

/** The service's string fields hold at most 255 characters; longer values are no match for any. */
const longestValue = 256
const longestList = 500

/**
 * True of a text that the service surely compares as it stands: it ignores case and maybe blanks at the end, which only
 * widens the result. Left out: control characters, blanks at the ends, and what may be read as a macro.
 */
function isComparable(value: string): boolean {
  if (value === '' || value.length > longestValue || value !== value.trim() || value.startsWith('@'))
    return false
  return !/\p{Cc}|\p{Cs}/u.test(value)
}

/** A literal: quotes are doubled (facts 5.2). */
function literal(value: string): string {
  return `'${value.replaceAll("'", "''")}'`
}

/** `=` and IN, for values that pass; never `<>`, since the service takes texts that differ in case for equal. */
function equals(
  name: string,
  values: readonly string[],
  passes: (value: string) => boolean,
): string | undefined {
  if (values.length === 0 || values.length > longestList || !values.every(passes)) return undefined
  return values.length === 1
    ? `${name} = ${literal(values[0]!)}`
    : `${name} IN (${values.map(literal).join(', ')})`
}

/** The values that a predicate allows a column but for the case of letters, when it lists them. */
function allowed(predicate: Parameters<Translate>[1]): readonly string[] | undefined {
  if (predicate.kind === 'in') return predicate.values
  if (predicate.kind === 'folded') {
    const variants = predicate.values.map((value) => caseVariants(value, predicate.fold))
    return variants.every((list) => list !== undefined) ? variants.flat() : undefined
  }
  return predicate.kind === 'compare' && predicate.op === '=' ? [predicate.value] : undefined
}

const string: Translate = (name, predicate) => {
  // '' finds fields that are empty and fields that are not there (facts 5.2); so a text that is not null may be empty.
  if (predicate.kind === 'is-null') return sound(`${name} = ''`)
  if (predicate.kind === 'like' && !predicate.negated) {
    const piece = longestPiece(predicate.pattern, predicate.insensitive)
    return piece === undefined ? undefined : sound(`${name} CONTAINS ${literal(piece)}`)
  }
  const text = equals(name, allowed(predicate) ?? [], isComparable)
  if (text !== undefined) return sound(text)
  if (predicate.kind !== 'folded' || predicate.values.length > longestList) return undefined
  const ascii = predicate.fold === 'lower' || predicate.values.every((value) => /^[ -~]*$/.test(value))
  const found = predicate.values.map((value) => longestOf([value], unsureLetters[predicate.fold]))
  if (!ascii || !found.every((piece) => piece !== undefined)) return undefined
  return joined(
    found.map((piece) => sound(`${name} CONTAINS ${literal(piece)}`)),
    'OR',
  )
}

/**
 * The longest text that every match of a pattern contains and that CONTAINS takes literally. Without regard to case,
 * letters that PostgreSQL holds equal to others than the service does are left out: i and k (also İ and the Kelvin
 * sign) and all beyond ASCII. With regard to case, those whose small letter depends on their neighbours are left out.
 */
function longestPiece(pattern: string, insensitive: boolean): string | undefined {
  const split = insensitive ? unsureLetters.lower : /[Σσςİ]|\p{Cc}|\p{M}/u
  return longestOf(
    patternPieces(pattern).flatMap((piece) => ('text' in piece ? [piece.text] : [])),
    split,
  )
}

/** The longest piece of some texts, cut also where CONTAINS may read something into a character. */
function longestOf(texts: readonly string[], split: RegExp): string | undefined {
  const pieces = texts
    .flatMap((text) => text.split(/[[\]^%_*?"\\]/))
    .flatMap((text) => text.split(split))
    .map((text) => text.trim().slice(0, 100).trim())
    .filter((text) => text.length >= 2 && isComparable(text))
  return pieces.sort((a, b) => b.length - a.length)[0]
}

/** An identity is found by its display name or its unique name; one that nobody has may be an error. */
const person: Translate = (name, predicate) => {
  const text = equals(name, allowed(predicate) ?? [], (value) => isComparable(value) && !/[<>]/.test(value))
  return text === undefined ? undefined : fragile(text)
}

const identity: Translate = (name, predicate, field) => {
  // Null exactly when there is none (see readDisplayName).
  if (predicate.kind === 'is-null') return sound(`${name} = ''`, `${name} = ''`)
  if (predicate.kind === 'is-not-null') return sound(`${name} <> ''`, `${name} <> ''`)
  return person(name, predicate, field)
}

const uniqueName: Translate = (name, predicate, field) =>
  // An identity may have no unique name: null does not mean that the field is empty.
  predicate.kind === 'is-not-null' ? sound(`${name} <> ''`) : person(name, predicate, field)

function isPath(value: string): boolean {
  return isComparable(value) && !value.startsWith('\\') && !value.endsWith('\\')
}

/** Paths: an unknown one is an error to the service (TF51011, facts 5.1). */
const treePath: Translate = (name, predicate) => {
  if (predicate.kind === 'like') {
    if (predicate.negated || predicate.insensitive) return undefined
    const { text, whole } = patternStart(predicate.pattern)
    const end = text.lastIndexOf('\\')
    if (whole) return isPath(text) ? fragile(`${name} = ${literal(text)}`) : undefined
    // What follows the last backslash may be the beginning of a name only.
    const node = text.slice(0, end)
    return end > 0 && isPath(node) ? fragile(`${name} UNDER ${literal(node)}`) : undefined
  }
  const values = allowed(predicate) ?? []
  // A list with a path that does not exist is refused whole.
  if (predicate.kind === 'folded' && values.length !== predicate.values.length) return undefined
  const text = equals(name, values, isPath)
  return text === undefined ? undefined : fragile(text)
}

/** CONTAINS finds every item that has the tag, and maybe others whose tags contain the text. */
const tags: Translate = (name, predicate) => {
  if (predicate.kind !== 'contains' && predicate.kind !== 'overlaps') return undefined
  const usable = predicate.values.filter((tag) => isComparable(tag) && !tag.includes(';'))
  const complete = usable.length === predicate.values.length
  if (usable.length === 0 || usable.length > 50 || (predicate.kind === 'overlaps' && !complete))
    return undefined
  const each = usable.map((tag) => sound(`${name} CONTAINS ${literal(tag)}`))
  return joined(each, predicate.kind === 'contains' ? 'AND' : 'OR')
}

/** Conditions on texts, people, paths and tags. */
export const wiqlTexts = {
  string,
  identity,
  'identity-unique-name': uniqueName,
  'tree-path': treePath,
  tags,
} satisfies Partial<Record<WiqlField['kind'], Translate>>
