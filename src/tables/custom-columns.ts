import { displayName, uniqueName } from './columns.js'
import type { Column, ColumnType, WiqlField } from './table-definition.js'

/** One entry of `wit/fields` (facts 5.5), as far as it matters here. */
interface Field {
  readonly name: string
  readonly referenceName: string
  readonly type: string
  readonly description?: string | null
  readonly isIdentity?: boolean
  readonly isQueryable?: boolean
  readonly isDeleted?: boolean
}

function isField(entry: unknown): entry is Field {
  const { name, referenceName, type } = (entry ?? {}) as Partial<Record<keyof Field, unknown>>
  return typeof name === 'string' && typeof referenceName === 'string' && typeof type === 'string'
}

/** Columns made for custom fields, and how WIQL filters those it can. */
export interface CustomColumns {
  readonly columns: Readonly<Record<string, Column>>
  readonly fields: Readonly<Record<string, WiqlField>>
}

/** Longest PostgreSQL identifier in bytes (PostgreSQL manual, "Identifiers and Key Words"). */
const longestName = 63
const uniqueNameSuffix = '_unique_name'
const prefix = 'Custom.'

/**
 * Columns for the fields whose reference name begins with `Custom.`: `Custom.RiskLevel` → `custom_risk_level`.
 * An identity gives two, the second for its unique name. Names differ from each other and from `taken`; the same
 * fields always give the same names, in whatever order they come.
 *
 * @param fields entries of `wit/fields` as received; what is not a field is passed over.
 */
export function customColumns(fields: readonly unknown[], taken: readonly string[] = []): CustomColumns {
  const columns: Record<string, Column> = {}
  const filters: Record<string, WiqlField> = {}
  const used = new Set(taken)
  const own = fields
    .filter(isField)
    .filter((field) => field.referenceName.startsWith(prefix) && field.isDeleted !== true)
  for (const field of own.sort((a, b) => (a.referenceName < b.referenceName ? -1 : 1))) {
    const identity = field.isIdentity === true || field.type === 'identity'
    const name = freeName(field, identity, used)
    const from = ['fields', field.referenceName]
    columns[name] = identity ? displayName(from, `${about(field)}: display name.`) : plainColumn(field, from)
    if (identity) columns[name + uniqueNameSuffix] = uniqueName(from, `${about(field)}: unique name.`)
    if (field.isQueryable === false) continue
    const kind = identity ? 'identity' : wiqlKinds[field.type]
    if (kind) filters[name] = { field: field.referenceName, kind }
    if (identity)
      filters[name + uniqueNameSuffix] = { field: field.referenceName, kind: 'identity-unique-name' }
  }
  return { columns, fields: filters }
}

const columnTypes: Readonly<Record<string, ColumnType>> = {
  integer: 'integer',
  picklistInteger: 'integer',
  double: 'double precision',
  picklistDouble: 'double precision',
  boolean: 'boolean',
  dateTime: 'timestamptz',
  guid: 'uuid',
}

const wiqlKinds: Readonly<Record<string, WiqlField['kind'] | undefined>> = {
  string: 'string',
  picklistString: 'string',
  integer: 'integer',
  picklistInteger: 'integer',
  double: 'double',
  picklistDouble: 'double',
  boolean: 'boolean',
  dateTime: 'date',
}

function plainColumn(field: Field, from: readonly string[]): Column {
  return { type: columnTypes[field.type] ?? 'text', about: `${about(field)}.`, from }
}

/** Name and description without a full stop at the end. */
function about(field: Field): string {
  const description = field.description?.trim().replace(/\.$/, '') ?? ''
  return description === '' ? `Custom field ${field.name}` : `Custom field ${field.name}: ${description}`
}

function freeName(field: Field, identity: boolean, used: Set<string>): string {
  const own = field.referenceName.slice(prefix.length)
  const generated = /^[0-9a-f]{8}-?([0-9a-f]{4}-?){3}[0-9a-f]{12}$/i.test(own)
  const base = `custom_${snakeCase(generated ? field.name : own) || 'field'}`
  for (let n = 1; ; n++) {
    const end = n === 1 ? '' : `_${n}`
    const name = cut(base, longestName - end.length - (identity ? uniqueNameSuffix.length : 0)) + end
    const names = identity ? [name, name + uniqueNameSuffix] : [name]
    if (names.some((candidate) => used.has(candidate))) continue
    names.forEach((candidate) => used.add(candidate))
    return name
  }
}

function snakeCase(name: string): string {
  return name
    .replace(/(\p{Ll}|\p{N})(\p{Lu})/gu, '$1_$2')
    .replace(/(\p{Lu})(\p{Lu}\p{Ll})/gu, '$1_$2')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '_')
    .replace(/^_+|_+$/g, '')
}

/** The longest beginning that has at most so many bytes and does not split a character. */
function cut(name: string, bytes: number): string {
  let kept = name
  while (Buffer.byteLength(kept) > bytes) kept = [...kept].slice(0, -1).join('')
  return kept
}
