/** A node of EXPLAIN's JSON. */
export interface PlanNode {
  readonly 'Node Type': string
  readonly Plans?: readonly PlanNode[]
  readonly [property: string]: unknown
}
