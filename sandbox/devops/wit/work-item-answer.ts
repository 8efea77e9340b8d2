import type { FieldDefinition } from '../../data/fields.js'
import type { FieldValue } from '../../data/field-value.js'
import { readColumn } from '../../data/work-items.js'
import { identityReference } from '../identity-reference.js'
import type { EndpointCall } from '../route.js'
import { serviceDate } from '../service-date.js'

export type Expand = 'none' | 'relations' | 'fields' | 'links' | 'all'

/** One work item as read; fields without a value are absent (facts 5.3). */
export function workItemAnswer(
  call: EndpointCall,
  index: number,
  wanted: { fields?: readonly FieldDefinition[]; expand: Expand; links: boolean },
): Record<string, unknown> {
  const { items, fields: all } = call.organization
  const { expand } = wanted
  const extended = expand === 'all' || expand === 'fields'
  const fields = wanted.fields ?? all.filter((field) => extended || !field.extended)
  const values: Record<string, unknown> = {}
  for (const field of fields) {
    const value = readColumn(items.fieldColumns.get(field.referenceName.toLowerCase()), index)
    if (value !== undefined) values[field.referenceName] = publishedValue(call, field, value)
  }
  const relations = expand === 'all' || expand === 'relations' ? relationsOf(call, index) : []
  return {
    id: items.idAt(index),
    rev: items.columns.rev[index],
    fields: values,
    ...(relations.length > 0 ? { relations } : {}),
    ...(wanted.links || expand === 'all' || expand === 'links' ? { _links: linksOf(call, index) } : {}),
    url: itemUrl(call, index),
  }
}

function publishedValue(call: EndpointCall, field: FieldDefinition, value: FieldValue): unknown {
  if (typeof value === 'object') return identityReference(call.base, value)
  return field.kind === 'dateTime' && typeof value === 'number' ? serviceDate(value) : value
}

function scopeUrl(call: EndpointCall): string {
  return call.project ? `${call.base}/${call.project.id}` : call.base
}

function itemUrl(call: EndpointCall, index: number): string {
  return `${scopeUrl(call)}/_apis/wit/workItems/${call.organization.items.idAt(index)}`
}

function relationsOf(call: EndpointCall, index: number): unknown[] {
  const { items } = call.organization
  const parent = items.columns.parent[index] as number
  const link = (end: 'Reverse' | 'Forward', name: string, other: number) => ({
    rel: `System.LinkTypes.Hierarchy-${end}`,
    url: itemUrl(call, other),
    attributes: { isLocked: false, name },
  })
  return [
    ...(parent >= 0 ? [link('Reverse', 'Parent', parent)] : []),
    ...items.childrenOf(index).map((child) => link('Forward', 'Child', child)),
  ]
}

function linksOf(call: EndpointCall, index: number): Record<string, { href: string }> {
  const { items, projects } = call.organization
  const project = projects[items.columns.project[index] as number]
  const url = itemUrl(call, index)
  const type = String(items.value(index, 'System.WorkItemType'))
  return {
    self: { href: url },
    workItemUpdates: { href: `${url}/updates` },
    workItemRevisions: { href: `${url}/revisions` },
    workItemComments: { href: `${url}/comments` },
    html: { href: `${call.base}/${project?.id}/_workitems/edit/${items.idAt(index)}` },
    workItemType: { href: `${call.base}/${project?.id}/_apis/wit/workItemTypes/${encodeURIComponent(type)}` },
    fields: { href: `${scopeUrl(call)}/_apis/wit/fields` },
  }
}
