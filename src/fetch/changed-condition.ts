import type { WiqlCondition } from '../planner/fetch-plan.js'

/** How long after its date a change may become visible to queries, ms. */
const overlapMs = 60_000
/** WIQL takes 32,000 characters (facts 5.1); some are kept for what is around the conditions. */
const mostCharacters = 31_000

/** Every path that the rows held have in a field: it changes with the tree, without a revision of the row. */
export interface HeldNames {
  /** `System.AreaPath`. */
  readonly field: string
  readonly values: readonly string[]
}

/** The question which items may have changed. */
export interface ChangedQuestion {
  /** True of items that changed since, and of those whose area or iteration is none that rows held are in. */
  readonly condition: WiqlCondition
  /** Conditions for queries of their own, for names beyond what one query takes: each is refused when a name is gone. */
  readonly names: readonly WiqlCondition[]
}

/**
 * What finds the items that changed since a moment (ms since 1970 by the service's clock), and those in an area or
 * iteration that was renamed or moved, which gives them no revision. A renamed project renames its root area.
 */
export function changedQuestion(
  since: number,
  held: readonly HeldNames[],
  others: readonly WiqlCondition[],
): ChangedQuestion {
  const from = `${new Date(since - overlapMs).toISOString().slice(0, 19)}Z`
  const parts = [`[System.ChangedDate] >= '${from}'`]
  const names: WiqlCondition[] = []
  let left = mostCharacters - others.reduce((sum, { text }) => sum + text.length + 5, 0)
  for (const { field, values } of held) {
    if (values.length === 0) continue
    const literals = values.map((value) => `'${value.replaceAll("'", "''")}'`)
    const part = `[${field}] NOT IN (${literals.join(', ')})`
    if (part.length <= left) {
      left -= part.length
      parts.push(part)
    } else {
      for (const piece of pieces(literals)) names.push({ text: `[${field}] IN (${piece})`, fragile: false })
    }
  }
  return { condition: { text: `(${parts.join(' OR ')})`, fragile: false }, names }
}

/** Literals joined to lists that each fit into a query. */
function pieces(literals: readonly string[]): readonly string[] {
  const joined: string[] = []
  let current = ''
  for (const literal of literals) {
    if (current.length + literal.length > mostCharacters - 1_000) {
      joined.push(current)
      current = ''
    }
    current += current === '' ? literal : `, ${literal}`
  }
  return current === '' ? joined : [...joined, current]
}
