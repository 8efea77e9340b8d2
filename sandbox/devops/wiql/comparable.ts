/** An operand as the field's type compares it; `empty` is the literal ''. */
export type Comparable =
  | { kind: 'empty' }
  | { kind: 'number'; value: number }
  | { kind: 'boolean'; value: boolean }
  /** Lower case: the service compares without regard to case (facts 5.2). */
  | { kind: 'text'; value: string }
  /** The identity with this id (@Me). */
  | { kind: 'person'; id: string }
  /** Any of these areas (@TeamAreas); paths in lower case. */
  | { kind: 'areas'; areas: readonly { path: string; withChildren: boolean }[] }
  /** Any of these ids (@Follows and the like). */
  | { kind: 'ids'; ids: ReadonlySet<number> }
  /** Equal to no value: a macro that stands for nothing. */
  | { kind: 'nothing' }
