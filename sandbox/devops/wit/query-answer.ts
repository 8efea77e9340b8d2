import type {
  IdentityReference,
  QueryHierarchyItem,
} from 'azure-devops-node-api/interfaces/WorkItemTrackingInterfaces.js'
import type { Person } from '../../data/people.js'
import { pathOf, type StoredQuery } from '../../data/tracking/queries.js'
import { identityReference } from '../identity-reference.js'
import type { EndpointCall } from '../route.js'
import { serviceDate } from '../service-date.js'
import type { WiqlQuery } from '../wiql/syntax.js'
import type { Wire } from '../wire.js'
import { fieldNamed, queryClauses } from './query-clauses.js'
import { queryKind, readableQuery } from './query-text.js'
import { fieldReference } from './wiql-endpoint.js'

/** The words of `$expand`. */
export const queryExpands = { none: 0, wiql: 1, clauses: 2, all: 3, minimal: 4 } as const

/** How a query is to be shown: how deep, with what, and whether deleted ones stand among children. */
export interface QueryView {
  expand: keyof typeof queryExpands
  depth: number
  includeDeleted: boolean
}

type QueryAnswer = Wire<QueryHierarchyItem>

/**
 * A query or folder. What comes with which `$expand` is as seen on the service: `minimal` has the text and neither
 * links nor dates, `wiql` adds columns and text to what `none` has, `clauses` and `all` the conditions to that.
 */
export function queryAnswer(call: EndpointCall, query: StoredQuery, view: QueryView): QueryAnswer {
  const { expand } = view
  const parsed = query.wiql === undefined ? undefined : readableQuery(call, query.wiql)
  const full = expand !== 'minimal'
  const url = `${call.base}/${query.project.id}/_apis/wit/queries/${query.id}`
  return {
    id: query.id,
    name: query.name,
    path: pathOf(query),
    ...(full ? authors(call, query) : {}),
    ...folderMembers(call, query, view),
    ...(parsed ? { queryType: queryKind(parsed) } : {}),
    ...(parsed && expand !== 'none' && full ? columnsOf(call, parsed) : {}),
    ...(query.wiql !== undefined && expand !== 'none' ? { wiql: query.wiql } : {}),
    ...(query.wiql !== undefined && !parsed ? { isInvalidSyntax: true } : {}),
    ...(query.isDeleted ? { isDeleted: true } : {}),
    isPublic: query.isPublic,
    ...(parsed && (expand === 'clauses' || expand === 'all')
      ? { ...queryClauses(call, parsed), ...linkOptions(parsed) }
      : {}),
    ...(full ? { _links: links(call, query, url), url } : {}),
  }
}

function authors(call: EndpointCall, query: StoredQuery): QueryAnswer {
  const person = (of: Person) => identityReference(call.base, of) as Wire<IdentityReference>
  return {
    ...(query.createdBy ? { createdBy: person(query.createdBy) } : {}),
    createdDate: serviceDate(query.createdDate),
    lastModifiedBy: person(query.modifiedBy),
    lastModifiedDate: serviceDate(query.modifiedDate),
    ...(query.executedBy && query.executedDate !== undefined
      ? { lastExecutedBy: person(query.executedBy), lastExecutedDate: serviceDate(query.executedDate) }
      : {}),
  }
}

/** Absent where it is no folder; `hasChildren` is only sent when it has some. */
function folderMembers(call: EndpointCall, query: StoredQuery, view: QueryView): QueryAnswer {
  if (!query.children) return {}
  const children = query.children.filter(({ isDeleted }) => view.includeDeleted || !isDeleted)
  if (children.length === 0) return { isFolder: true }
  const inner = { ...view, depth: view.depth - 1 }
  return {
    isFolder: true,
    hasChildren: true,
    ...(view.depth > 0 ? { children: children.map((child) => queryAnswer(call, child, inner)) } : {}),
  }
}

function columnsOf(call: EndpointCall, query: WiqlQuery): QueryAnswer {
  const reference = (name: string) => {
    const field = fieldNamed(call, name)
    return field ? [fieldReference(call, field)] : []
  }
  const sortColumns = query.orderBy.flatMap(({ field, descending }) =>
    reference(field.name).map((one) => ({ field: one, descending })),
  )
  return {
    columns: query.select.flatMap(({ name }) => reference(name)),
    ...(sortColumns.length > 0 ? { sortColumns } : {}),
  }
}

/** How links are followed; which words a recursive query gets is unconfirmed but for the plain one. */
function linkOptions(query: WiqlQuery): QueryAnswer {
  const kind = queryKind(query)
  if (kind === 'flat') return {}
  const words = query.mode.map((word) => word.toLowerCase())
  if (kind === 'oneHop') {
    const option = words.includes('maycontain')
      ? 'MayContain'
      : words.includes('doesnotcontain')
        ? 'DoesNotContain'
        : 'MustContain'
    return { filterOptions: `linksOneHop${option}` }
  }
  return words.includes('returnmatchingchildren')
    ? { filterOptions: 'linksRecursiveMayContain', queryRecursionOption: 'childFirst' }
    : { filterOptions: 'linksRecursiveMayContain' }
}

function links(call: EndpointCall, query: StoredQuery, url: string): Record<string, { href: string }> {
  const root = `${call.base}/${query.project.id}`
  return {
    self: { href: url },
    html: { href: `${call.base}/web/qr.aspx?pguid=${query.project.id}&qid=${query.id}` },
    ...(query.parent ? { parent: { href: `${root}/_apis/wit/queries/${query.parent.id}` } } : {}),
    ...(query.wiql === undefined ? {} : { wiql: { href: `${root}/_apis/wit/wiql/${query.id}` } }),
  }
}
