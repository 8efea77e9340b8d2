import type { TypedValue } from '../../data/git/discussion.js'

/** A property bag of a body, each value with the .NET type the service keeps it as (REST specification of git). */
export function typedProperties(bag: unknown): Record<string, TypedValue> {
  const entries = Object.entries((bag ?? {}) as Record<string, unknown>)
  return Object.fromEntries(entries.map(([name, value]) => [name, typedValue(value)]))
}

/** Whole numbers, texts, dates, bytes and other numbers keep their type; all else becomes a text. */
export function typedValue(value: unknown): TypedValue {
  if (typeof value === 'object' && value !== null && '$value' in value) {
    const { $type = 'System.String', $value } = value as { $type?: unknown; $value: unknown }
    if ($type === 'System.Guid') return { $type: 'System.String', $value: String($value).replaceAll('-', '') }
    return { $type: String($type), $value: typeof $value === 'number' ? $value : String($value) }
  }
  if (typeof value === 'number') {
    return { $type: Number.isInteger(value) ? 'System.Int32' : 'System.Double', $value: value }
  }
  return { $type: 'System.String', $value: String(value) }
}
