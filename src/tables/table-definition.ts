import type { Predicate } from './predicate.js'

/** Column types of the SQL side. Nested payload without columns of its own is jsonb, never text. */
export type ColumnType =
  'text' | 'integer' | 'bigint' | 'double precision' | 'boolean' | 'uuid' | 'timestamptz' | 'jsonb' | 'text[]'

/** One column of a table. */
export interface Column {
  readonly type: ColumnType
  /** One sentence; becomes the column's COMMENT and its line in the docs. */
  readonly about: string
  /**
   * Where the value is: keys from the payload's root inwards (a key may hold dots, as field names do); an empty list
   * is the payload itself. Or a column of the parent row; or, for rows that stand inside another payload
   * (RowsIn.each), keys of that one.
   */
  readonly from: readonly string[] | { readonly parent: string } | { readonly around: readonly string[] }
  /** Turns what stands there into the column's value, when the type alone does not say how. Gets undefined when absent. */
  readonly read?: (value: unknown) => unknown
}

/** Service hosts, by the role they play (facts 1.1). A sandbox or an on-premises server folds them all into one. */
export type ServiceHost =
  'core' | 'graph' | 'entitlements' | 'release' | 'feeds' | 'test-results' | 'audit' | 'profile'

/**
 * How a list endpoint pages (facts 6). `size`: rows a page. `top`, `skip`, `parameter`: the parameters' names where
 * they are not `$top`, `$skip` and `continuationToken`.
 */
export type Paging =
  /** Everything in one answer; one with `most` rows may be cut and is refused. */
  | { readonly style: 'none'; readonly most?: number }
  /**
   * `$top`/`$skip`, read until a page shorter than `$top`. `pinned`: parameters by which further pages are of the list as
   * it was with the first one: fixed values, and keys to a value in its first row (the commit that a history begins with).
   * They say so only of a list that nothing narrows.
   */
  | {
      readonly style: 'top-skip'
      readonly size: number
      readonly top?: string
      readonly skip?: string
      readonly pinned?: Readonly<Record<string, string | readonly string[]>>
    }
  /** `x-ms-continuationtoken` header, echoed as `continuationToken`, read until the header is absent. */
  | { readonly style: 'continuation-header'; readonly size?: number; readonly top?: string }
  /** A token in the body, read until it is absent or empty, or until `last` is true where the service says so. */
  | {
      readonly style: 'continuation-body'
      readonly size?: number
      readonly top?: string
      readonly parameter?: string
      readonly token: string
      readonly last?: string
    }

/** Where rows stand in an answer. */
export interface RowsIn {
  /** Member that holds the list: `value` unless given. */
  readonly list?: string
  /** The answer is one payload, not a list. */
  readonly single?: boolean
  /** Member of a row that holds further rows below it: a tree. The answer's own root is a row too. */
  readonly children?: string
  /** Member of each payload that holds the rows; their columns reach the payload by `{ around }`. */
  readonly each?: string
}

/**
 * A request that gives rows. `{name}` in the path stands for a column of the parent row: the request is made for each
 * parent row. `{=name}` stands for a column of this table: the request is made for each value that the statement's
 * filter confines the column to, and serves no other statement.
 */
export interface ListSource {
  readonly kind: 'list'
  readonly host: ServiceHost
  /** After the organization: `/_apis/projects/{id}/teams`. */
  readonly path: string
  /** Resource version where the endpoint is preview-only: 3 sends `7.1-preview.3` (facts 2.2). */
  readonly preview?: number
  readonly query?: Readonly<Record<string, string>>
  /** Asked by POST with this body; what pages and parameters say is put into it. */
  readonly body?: Readonly<Record<string, unknown>>
  /** Parameters whose value follows from the statement's filter. */
  readonly parameters?: readonly ListParameter[]
  readonly paging: Paging
  readonly rows?: RowsIn
  /** Statuses by which the service says that there is nothing (facts 7): no rows, not an error. */
  readonly empty?: readonly number[]
  /** Official documentation page title. */
  readonly doc: string
}

/**
 * A parameter that narrows a list by what the filter says of one column. The service's answer is always a superset:
 * PostgreSQL evaluates the filter itself.
 */
export type ListParameter =
  /**
   * One of a few words. The column's value when the filter confines it to one of `values`, else `widest`. Without
   * `widest` the parameter is left out instead.
   */
  | {
      readonly kind: 'choice'
      readonly column: string
      readonly parameter: string
      readonly values: readonly string[]
      readonly widest?: string
    }
  /**
   * The value that the filter confines the column to; several, joined by commas, where `most` allows so many. `before`
   * is put in front of each.
   */
  | {
      readonly kind: 'equal'
      readonly column: string
      readonly parameter: string
      readonly most?: number
      readonly before?: string
    }
  /** A time that no wanted row is before (`since`) or after (`until`). */
  | { readonly kind: 'since' | 'until'; readonly column: string; readonly parameter: string }
  /** A text that all wanted values begin with; `before` is put in front of it. */
  | {
      readonly kind: 'prefix'
      readonly column: string
      readonly parameter: string
      readonly before?: string
    }

/** Work items: WIQL gives ids, batches of 200 give rows (facts 5.1, 5.3). */
export interface WorkItemSource {
  readonly kind: 'work-items'
  readonly doc: string
  /** Which columns WIQL can filter, the field each stands for, and the kind that decides how. */
  readonly fields: Readonly<Record<string, WiqlField>>
  /** The link of an item, asked for with its links, in whose address the value of a column of its parent stands before `_apis`. */
  readonly parentLink?: { readonly path: readonly string[]; readonly column: string }
}

export interface WiqlField {
  /** Reference name: `System.State`. */
  readonly field: string
  readonly kind:
    | 'integer'
    | 'double'
    | 'boolean'
    | 'string'
    /** The column is the identity's display name: null exactly when the field is empty. */
    | 'identity'
    /** The column is the identity's unique name, which an identity may lack. */
    | 'identity-unique-name'
    | 'date'
    | 'tree-path'
    | 'tags'
}

export type Source = ListSource | WorkItemSource

/** The table whose rows say what to ask for. */
export interface Parent {
  readonly table: string
  /** Columns of this table that equal columns of the parent: `{ project_id: 'id', project: 'name' }`. */
  readonly bind: Readonly<Record<string, string>>
  /** The bound column that stands in each payload and finds the parent row (when rows are not asked for per parent). */
  readonly match: string
  /** Which parent rows have rows of this table at all, over the parent's columns. */
  readonly where?: Predicate
  /** How it is told, without reading them again, that the rows of a parent row are those that were read before. */
  readonly settled?: Settled
}

/**
 * The rows of a parent row are the same as long as some columns of it are (the timeline of a build that is done, which a
 * retry opens again), or the first row of their list is (a history that begins with its newest commit). Not to be said
 * of what may change without this.
 */
export interface Settled {
  /** Values of the parent's columns without which it cannot be told. */
  readonly when?: Readonly<Record<string, string>>
  /** Columns of the parent that change with its rows; those that rows or addresses take over count anyway. */
  readonly mark: readonly string[]
  /** The first row of the list counts too: it is asked for alone, as the list stands without filters. */
  readonly firstRow?: true
}

/** A table: data with small named functions, no I/O. Field order is fixed. */
export interface TableDefinition {
  /** SQL name: plural, snake_case. */
  readonly name: string
  /** Area it is listed under: `core`, `boards`. */
  readonly area: string
  readonly about: string
  /** Those to read whole, those asked per parent, those asked by value; the planner picks the one with the fewest calls. */
  readonly sources: readonly Source[]
  /** Permissions (delegated scopes) needed, by their official names (facts 3.2). */
  readonly needs: readonly string[]
  readonly parent?: Parent
  readonly key: readonly string[]
  readonly references: readonly Reference[]
  /** Column holding the name of the project a row belongs to; the default project confines tables that have one. */
  readonly projectColumn?: string
  /** Column that grows with each change of a row; an older one never overwrites a newer one. */
  readonly revision?: string
  /** Prefix rule for columns made at run time, one for each custom field of the organization. */
  readonly customFields?: boolean
  /** Entries of `wit/fields` that columns were made of: `tableWith` makes the same table of them in another thread. */
  readonly fieldEntries?: readonly unknown[]
  readonly columns: Readonly<Record<string, Column>>
  readonly notes?: readonly string[]
}

export interface Reference {
  readonly columns: readonly string[]
  readonly table: string
  readonly to: readonly string[]
}

/** Values of one row, in the order of the table's columns. null: no value. */
export type Row = readonly unknown[]

/** Names the compiler checks; what it cannot check, `catalogFaults` does. */
export function defineTable(definition: TableDefinition): TableDefinition {
  return Object.freeze(definition)
}
