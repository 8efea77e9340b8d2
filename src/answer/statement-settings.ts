import { callsOf, type TreeNode } from './statement-text.js'

/** A setting that a SET gives a plain value. */
export interface LiteralSetting {
  readonly name: string
  readonly value: string
}

/** The setting that a statement gives a plain value, if it does. */
export function literalSetting(kind: string, node: TreeNode): LiteralSetting | undefined {
  if (kind !== 'VariableSetStmt' || node['kind'] !== 'VAR_SET_VALUE') return undefined
  const args = (node['args'] ?? []) as readonly { A_Const?: ConstantNode }[]
  const { sval, ival, fval } = args[0]?.A_Const ?? {}
  const value = sval ? (sval.sval ?? '') : ival ? `${ival.ival ?? 0}` : fval?.fval
  if (args.length !== 1 || value === undefined) return undefined
  return { name: String(node['name']).toLowerCase(), value }
}

interface ConstantNode {
  readonly sval?: { readonly sval?: string }
  readonly ival?: { readonly ival?: number }
  readonly fval?: { readonly fval?: string }
}

/** Settings that a plan follows, in PostgreSQL's spelling, lower case. */
const followed = new Set(['search_path', 'timezone', 'datestyle', 'intervalstyle', 'transform_null_equals'])

/**
 * Whether what stands behind a statement in the same text may be understood otherwise than the session's settings of
 * now say: a setting that plans follow is changed, or the end of a transaction takes one back.
 */
export function changesPlanning(kind: string, node: TreeNode, inTransaction: boolean): boolean {
  if (kind === 'TransactionStmt') return inTransaction && /COMMIT|ROLLBACK/.test(String(node['kind']))
  if (kind === 'DiscardStmt') return true
  if (kind !== 'VariableSetStmt') return callsOf(node).all.has('set_config')
  return node['kind'] === 'VAR_RESET_ALL' || followed.has(String(node['name']).toLowerCase())
}

/** Whether a statement sets or resets a setting of azdo's own. */
export function changesLimits(kind: string, node: TreeNode): boolean {
  return kind === 'VariableSetStmt' && /^azdo\./i.test(String(node['name']))
}
