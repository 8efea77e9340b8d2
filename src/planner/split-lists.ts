import { and, conjuncts, type Predicate } from '../tables/predicate.js'
import type { TableDefinition } from '../tables/table-definition.js'
import { workItemSource } from '../tables/work-item-source.js'

/** Values that one query takes as a list: more become a range, or are not said at all (see wiql-numbers, wiql-texts). */
const mostInQuery = { number: 1_000, text: 400 } as const
/** Characters of a list's values in one query; the conditions may take 20,000 together. */
const mostCharacters = 12_000
/** More parts than this are no better than a wider read. */
const mostParts = 20

/**
 * Predicates that together say what one says, so that a long list of values fits into queries for work items: that is
 * done for the longest list, unless it names ids, which need no query.
 */
export function splitLists(predicate: Predicate, table: TableDefinition): readonly Predicate[] {
  const source = workItemSource(table)
  if (!source) return [predicate]
  const parts = conjuncts(predicate)
  const namesIds = parts.some(
    (part) => 'column' in part && part.kind === 'in' && source.fields[part.column]?.field === 'System.Id',
  )
  const lists = parts.filter((part) => part.kind === 'in')
  const longest = [...lists].sort((a, b) => b.values.length - a.values.length)[0]
  const kind = longest && source.fields[longest.column]?.kind
  if (namesIds || kind === undefined) return [predicate]
  const most = kind === 'integer' || kind === 'double' ? mostInQuery.number : mostInQuery.text
  const chunks = chunked(longest!.values, most)
  if (chunks.length === 1 || chunks.length > mostParts) return [predicate]
  const others = parts.filter((part) => part !== longest)
  return chunks.map((values) => and(...others, { kind: 'in', column: longest!.column, values }))
}

function chunked(values: readonly string[], most: number): readonly (readonly string[])[] {
  const chunks: string[][] = [[]]
  let characters = 0
  for (const value of values) {
    const length = value.length + 4
    const full = chunks.at(-1)!.length >= most || characters + length > mostCharacters
    if (full && chunks.at(-1)!.length > 0) {
      chunks.push([])
      characters = 0
    }
    chunks.at(-1)!.push(value)
    characters += length
  }
  return chunks
}
