/** What a WIQL query says, before its names and values are looked at. */
export interface WiqlQuery {
  select: readonly FieldName[]
  /** As written after FROM: WorkItems or, for link queries, WorkItemLinks. */
  source: string
  where?: Condition
  orderBy: readonly { field: FieldName; descending: boolean }[]
  asOf?: Operand
  /** The words of MODE (…), as written; none unless given. */
  mode: readonly string[]
}

export interface FieldName {
  /** Reference or friendly name, without brackets. */
  name: string
  /** Which end of a link is meant: `[Source].[f]`, `[Target].[f]`; `[Links].[f]` is the link itself. */
  side?: 'source' | 'target' | 'links'
  /** As written, for error texts. */
  text: string
}

export type Condition =
  { kind: 'and' | 'or'; parts: readonly Condition[] } | { kind: 'not'; part: Condition } | FieldTest

export interface FieldTest {
  kind: 'test'
  field: FieldName
  operator: Operator
  /** None for IS EMPTY, any number for IN, otherwise one. */
  operands: readonly Operand[]
  /** Whether it asks for all revisions up to the present one (EVER). */
  ever: boolean
}

export type Operator =
  | '='
  | '<>'
  | '<'
  | '<='
  | '>'
  | '>='
  | 'IN'
  | 'NOT IN'
  | 'IN GROUP'
  | 'NOT IN GROUP'
  | 'UNDER'
  | 'NOT UNDER'
  | 'CONTAINS'
  | 'NOT CONTAINS'
  | 'CONTAINS WORDS'
  | 'NOT CONTAINS WORDS'
  | 'IS EMPTY'
  | 'IS NOT EMPTY'

/** `text` is the operand as written, for error texts. */
export type Operand =
  | { kind: 'string'; value: string; text: string }
  | { kind: 'number'; value: number; text: string }
  | { kind: 'boolean'; value: boolean; text: string }
  | { kind: 'field'; field: FieldName; text: string }
  | MacroOperand

/** `@Name('argument') + offset`, the name in lower case without the sign. */
export interface MacroOperand {
  kind: 'macro'
  name: string
  argument?: string
  offset: number
  text: string
}
