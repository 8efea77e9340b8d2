import { readText } from '../read-value.js'

const heads = 'refs/heads/'

/** The short name of a branch: `refs/heads/feature/x` → `feature/x`. What is no branch stays as it is. */
export function readBranchName(value: unknown): string | null {
  const name = readText(value)
  return name?.startsWith(heads) ? name.slice(heads.length) : name
}
