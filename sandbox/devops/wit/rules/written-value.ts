import type { FieldDefinition } from '../../../data/fields.js'
import type { FieldValue } from '../../../data/field-value.js'
import type { Person } from '../../../data/people.js'
import { findPerson } from './identities.js'
import { violation, type Violation } from './rule-error.js'
import { tagText } from './tags.js'

/** Longest one-line and long texts (facts 4 and docs, "Work tracking, process, and project limits"). */
const maxLine = 255
const maxText = 1_000_000
/** What SQL Server's datetime holds, in which the service keeps dates. */
const firstYear = 1753

export type WrittenValue = { value: FieldValue | undefined } | { violation: Violation }

/**
 * A value of a request as the field keeps it. null and empty text clear; numbers and booleans may come as text and the
 * other way round. Whoever cannot be found is kept as text when rules are bypassed (REST specification, example of
 * bypassRules).
 */
export function writtenValue(
  field: FieldDefinition,
  raw: unknown,
  people: readonly Person[],
  bypass: boolean,
): WrittenValue {
  if (raw === undefined || raw === null || raw === '') return { value: undefined }
  if (field.kind === 'identity') return identity(field, raw, people, bypass)
  if (typeof raw === 'object') return { violation: violation(field, ['invalidType']) }
  const text = typeof raw === 'boolean' ? (raw ? 'True' : 'False') : String(raw as string | number)
  switch (field.kind) {
    case 'integer':
    case 'double':
      return number(field, text)
    case 'boolean':
      return boolean(field, text)
    case 'dateTime':
      return date(field, raw)
    case 'treePath':
      return { value: text.replace(/^\\/, '') }
    case 'plainText':
      return { value: field.referenceName === 'System.Tags' ? tagText(text) : text }
    case 'html':
    case 'history':
      return text.length > maxText ? tooLong(field) : { value: text }
    case 'string':
      return text.length > maxLine && !bypass ? tooLong(field) : { value: text }
  }
}

const tooLong = (field: FieldDefinition) => ({ violation: violation(field, ['invalidTooLong']) })

function identity(
  field: FieldDefinition,
  raw: unknown,
  people: readonly Person[],
  bypass: boolean,
): WrittenValue {
  const found = findPerson(people, raw)
  if (typeof found === 'object') return { value: found }
  const name = typeof raw === 'string' ? raw : JSON.stringify(raw)
  if (bypass) return { value: name }
  const text = `The identity value '${name}' for field '${field.name}' is an ${found} identity.`
  return { violation: violation(field, ['hasValues', 'limitedToValues', 'invalidListValue'], text) }
}

function number(field: FieldDefinition, text: string): WrittenValue {
  const value = Number(text.trim())
  const fits =
    text.trim() !== '' &&
    Number.isFinite(value) &&
    (field.kind === 'double' || (Number.isInteger(value) && Math.abs(value) <= 2_147_483_647))
  return fits ? { value } : { violation: violation(field, ['invalidType']) }
}

function boolean(field: FieldDefinition, text: string): WrittenValue {
  const lowered = text.trim().toLowerCase()
  if (lowered === 'true' || lowered === '1') return { value: true }
  if (lowered === 'false' || lowered === '0') return { value: false }
  return { violation: violation(field, ['invalidType']) }
}

/** A date without zone is taken as UTC (unconfirmed; the service reads it in the caller's zone). */
function date(field: FieldDefinition, raw: unknown): WrittenValue {
  const wrong = { violation: violation(field, ['invalidType']) }
  if (typeof raw !== 'string' || !/^\d{4}-\d\d?-\d\d?/.test(raw.trim())) return wrong
  const zoned =
    /(z|[+-]\d\d:?\d\d)$/i.test(raw.trim()) || !/\d[t ]\d/i.test(raw) ? raw.trim() : `${raw.trim()}Z`
  const value = Date.parse(zoned)
  return Number.isNaN(value) || new Date(value).getUTCFullYear() < firstYear ? wrong : { value }
}
