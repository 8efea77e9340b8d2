/** Names of a node's path, the structure's (`Area`, `Iteration`) left out: `\\Fabrikam\\Area\\Web` → Fabrikam, Web. */
function namesOf(value: unknown): readonly string[] {
  const names = typeof value === 'string' ? value.split('\\').filter((name) => name !== '') : []
  return names.filter((_, level) => level !== 1)
}

/** The path of an area or iteration as work items write it (facts 5.5): `Fabrikam\\Web`. */
export function readNodePath(value: unknown): string | null {
  return namesOf(value).join('\\') || null
}

/** The path of the node above; null for the root. */
export function readParentPath(value: unknown): string | null {
  return namesOf(value).slice(0, -1).join('\\') || null
}
