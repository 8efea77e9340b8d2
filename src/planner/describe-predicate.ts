import type { Predicate } from '../tables/predicate.js'

/** How many values of a list are shown. */
const shown = 5

/** A predicate in words close to SQL, for the trace: `name = 'Web'`. Long lists are cut. */
export function describePredicate(predicate: Predicate): string {
  switch (predicate.kind) {
    case 'and':
    case 'or': {
      const parts = predicate.of.map((part) => {
        const text = describePredicate(part)
        return part.kind === 'and' || part.kind === 'or' ? `(${text})` : text
      })
      return parts.join(predicate.kind === 'and' ? ' AND ' : ' OR ')
    }
    case 'compare':
      return `${predicate.column} ${predicate.op} ${quoted(predicate.value)}`
    case 'is-null':
      return `${predicate.column} IS NULL`
    case 'is-not-null':
      return `${predicate.column} IS NOT NULL`
    case 'like':
      return `${predicate.column}${predicate.negated ? ' NOT' : ''} ${predicate.insensitive ? 'ILIKE' : 'LIKE'} ${quoted(predicate.pattern)}`
    default: {
      const words = { in: 'IN', folded: 'IN', 'not-in': 'NOT IN', contains: '@>', overlaps: '&&' }
      const word = words[predicate.kind]
      const { values } = predicate
      const of = predicate.kind === 'folded' ? `${predicate.fold}(${predicate.column})` : predicate.column
      const more = values.length > shown ? `, … (${values.length})` : ''
      return `${of} ${word} (${values.slice(0, shown).map(quoted).join(', ')}${more})`
    }
  }
}

function quoted(value: string): string {
  return `'${value.replaceAll("'", "''")}'`
}
