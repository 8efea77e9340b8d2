import type { CatalogTable } from '../../../src/console/api-schema.js'
import { sqlParts } from './sql-parts.js'

/** Something to offer while typing. */
export interface Offer {
  readonly label: string
  readonly type: 'namespace' | 'type' | 'property'
  /** Beside the name. */
  readonly detail: string
  /** Beneath, when it is looked at. */
  readonly info: string
  /** What is typed, where the name needs quotes. */
  readonly apply?: string
}

/** Tables of a connection, to complete after FROM and JOIN. */
export function tableOffers(tables: readonly CatalogTable[]): readonly Offer[] {
  return tables.map(({ name, area, about }) => offer(name, 'type', area, about))
}

/** Columns of one table, to complete behind its name and a dot. */
export function columnOffers(table: CatalogTable): readonly Offer[] {
  return table.columns.map(({ name, type, about }) => offer(name, 'property', type, about))
}

/** Columns of the tables that a statement names, so that they complete without a table in front. */
export function columnsInReach(statement: string, tables: readonly CatalogTable[]): readonly Offer[] {
  const words = new Set(
    sqlParts(statement)
      .filter((part) => part.kind === 'code' || part.kind === 'name')
      .flatMap(({ from, to }) =>
        statement
          .slice(from, to)
          .toLowerCase()
          .split(/[^\w]+/),
      ),
  )
  const offers = new Map<string, Offer>()
  for (const table of tables.filter(({ name }) => words.has(name))) {
    for (const one of columnOffers(table)) {
      const known = offers.get(one.label)
      offers.set(
        one.label,
        known ? { ...known, detail: known.detail } : { ...one, detail: `${one.detail} · ${table.name}` },
      )
    }
  }
  return [...offers.values()]
}

/** A name as SQL needs it: quoted when it is not plain. */
export function sqlName(name: string): string {
  return /^[a-z_][a-z0-9_]*$/.test(name) ? name : `"${name.replaceAll('"', '""')}"`
}

function offer(name: string, type: Offer['type'], detail: string, info: string): Offer {
  const apply = sqlName(name)
  return { label: name, type, detail, info, ...(apply === name ? {} : { apply }) }
}
