import type { WorkItem } from 'azure-devops-node-api/interfaces/WorkItemTrackingInterfaces.js'
import type { FieldDefinition } from '../../data/fields.js'
import type { FieldValue } from '../../data/field-value.js'
import type { Person } from '../../data/people.js'
import type { Revision, WorkItemComment, WorkItemLink } from '../../data/work-item-history.js'
import { identityReference } from '../identity-reference.js'
import type { EndpointCall } from '../route.js'
import { serviceDate } from '../service-date.js'
import type { Wire } from '../wire.js'

export type Expand = 'none' | 'relations' | 'fields' | 'links' | 'all'

/** A work item as sent. */
export interface WorkItemAnswer extends Wire<WorkItem> {
  /** By reference name; undefined stands for absent. */
  fields: Record<string, unknown>
  /** Which long texts are HTML and which Markdown, by reference name (facts 5.3); the client does not know it yet. */
  multilineFieldsFormat?: Record<string, 'html' | 'markdown'>
}

/** What of a work item is to be sent. */
export interface WantedAnswer {
  /** All those that `expand` tells unless given. */
  fields?: readonly FieldDefinition[]
  expand: Expand
  /** Whether it is sent with all a single read has: `_links`, `commentVersionRef`, `multilineFieldsFormat`. */
  links: boolean
  /** The present one unless given. */
  revision?: Revision
  /** Whether it is addressed as a revision, and not as the item. */
  asRevision?: boolean
  /** Relations are those of this time (milliseconds); the present ones unless given. */
  time?: number
}

/** One work item, or one of its revisions, as read; fields without a value are absent (facts 5.3). */
export function workItemAnswer(call: EndpointCall, index: number, wanted: WantedAnswer): WorkItemAnswer {
  const { items, fields: all } = call.organization
  const { expand } = wanted
  const revision = wanted.revision ?? items.present(index)
  const published = wanted.fields ? publishedFields(wanted.fields) : expandedFields(all, expand)
  const fields: Record<string, unknown> = { ...published.empty }
  for (const { name, key, isDate } of published.list) {
    const value = revision.value(key)
    if (value !== undefined) fields[name] = publishedValue(call.base, value, isDate)
  }
  const url = wanted.asRevision === true ? revisionUrl(call, index, revision) : itemUrl(call, index)
  const answer: WorkItemAnswer = { id: items.idAt(index), rev: revision.rev, fields }
  if (wanted.links && !wanted.fields) answer.multilineFieldsFormat = textFormats(published, fields, revision)
  if (expand === 'all' || expand === 'relations') {
    const relations = relationsOf(call, index, wanted.time)
    if (relations.length > 0) answer.relations = relations
  }
  if (wanted.links || expand === 'all' || expand === 'links') {
    answer._links =
      wanted.asRevision === true ? revisionLinks(call, index, url) : itemLinks(call, index, revision, url)
  }
  if (wanted.links && revision.comment) {
    answer.commentVersionRef = commentReference(call, index, revision.comment)
  }
  answer.url = url
  return answer
}

interface PublishedField {
  name: string
  /** In lower case. */
  key: string
  isDate: boolean
  isLongText: boolean
}

interface PublishedFields {
  list: readonly PublishedField[]
  /**
   * All of them without a value, which JSON leaves out. Copying this and filling it in is several times faster than
   * adding dozens of members one by one.
   */
  empty: Readonly<Record<string, unknown>>
}

const published = new WeakMap<readonly FieldDefinition[], PublishedFields>()

function publishedFields(fields: readonly FieldDefinition[]): PublishedFields {
  const known = published.get(fields)
  if (known?.list.length === fields.length) return known
  const list = fields.map(({ referenceName, kind }) => ({
    name: referenceName,
    key: referenceName.toLowerCase(),
    isDate: kind === 'dateTime',
    isLongText: kind === 'html',
  }))
  const empty = JSON.parse(`{${list.map(({ name }) => `${JSON.stringify(name)}:null`).join()}}`) as Record<
    string,
    unknown
  >
  for (const name of Object.keys(empty)) empty[name] = undefined
  const made = { list, empty }
  published.set(fields, made)
  return made
}

const usual = new WeakMap<readonly FieldDefinition[], { of: number; fields: PublishedFields }>()

function expandedFields(all: readonly FieldDefinition[], expand: Expand): PublishedFields {
  if (expand === 'all' || expand === 'fields') return publishedFields(all)
  const known = usual.get(all)
  if (known?.of === all.length) return known.fields
  const fields = publishedFields(all.filter((field) => !field.extended))
  usual.set(all, { of: all.length, fields })
  return fields
}

function publishedValue(base: string, value: FieldValue, isDate: boolean): unknown {
  if (typeof value === 'object') return knownReference(base, value)
  return isDate && typeof value === 'number' ? serviceDate(value) : value
}

const references = new WeakMap<Person, { base: string; reference: unknown }>()

/** The same object each time: an answer holds the same few people over and over. */
function knownReference(base: string, person: Person): unknown {
  const known = references.get(person)
  if (known?.base === base) return known.reference
  const reference = identityReference(base, person)
  references.set(person, { base, reference })
  return reference
}

function textFormats(
  published: PublishedFields,
  fields: Readonly<Record<string, unknown>>,
  { markdown }: Revision,
): Record<string, 'html' | 'markdown'> {
  const formats: Record<string, 'html' | 'markdown'> = {}
  for (const { name, key, isLongText } of published.list) {
    if (isLongText && fields[name] !== undefined)
      formats[name] = markdown?.has(key) === true ? 'markdown' : 'html'
  }
  return formats
}

function scopeUrl(call: EndpointCall): string {
  return call.project ? `${call.base}/${call.project.id}` : call.base
}

/** Address of an item, in the scope it was asked for in. */
export function itemUrl(call: EndpointCall, index: number): string {
  return `${scopeUrl(call)}/_apis/wit/workItems/${call.organization.items.idAt(index)}`
}

function revisionUrl(call: EndpointCall, index: number, revision: Revision): string {
  return `${itemUrl(call, index)}/revisions/${revision.rev}`
}

function relationsOf(call: EndpointCall, index: number, time: number | undefined) {
  const { items } = call.organization
  const then = ({ addedAt, removedAt, other }: WorkItemLink) =>
    addedAt <= (time as number) &&
    (removedAt === undefined || removedAt > (time as number)) &&
    (other === undefined || items.presence(other) !== 'destroyed')
  const links = time === undefined ? items.linksOf(index) : items.linkHistoryOf(index).filter(then)
  return links.map((link) => relationAnswer(call, link))
}

/** A link as the relations of an item hold it. */
export function relationAnswer(
  call: EndpointCall,
  link: WorkItemLink,
): { rel: string; url: string; attributes: Record<string, unknown> } {
  const url = link.other === undefined ? (link.url ?? '') : itemUrl(call, link.other)
  return { rel: link.rel, url, attributes: { ...link.attributes } }
}

function commentReference(call: EndpointCall, index: number, comment: WorkItemComment) {
  const { id, version, createdInRevision, deleted } = comment
  return {
    commentId: id,
    version,
    createdInRevision,
    ...(deleted ? { isDeleted: true } : {}),
    url: `${projectUrl(call, call.organization.items.present(index))}/_apis/wit/workItems/${call.organization.items.idAt(index)}/comments/${id}/versions/${version}`,
  }
}

/** Of the project an item is in. */
function projectUrl(call: EndpointCall, revision: Revision): string {
  const name = revision.value('system.teamproject')
  const project = call.organization.projects.find((one) => one.name === name)
  return `${call.base}/${project?.id}`
}

function itemLinks(
  call: EndpointCall,
  index: number,
  revision: Revision,
  url: string,
): Record<string, { href: string }> {
  const project = projectUrl(call, revision)
  const type = encodeURIComponent(String(revision.value('system.workitemtype')))
  return {
    self: { href: url },
    workItemUpdates: { href: `${url}/updates` },
    workItemRevisions: { href: `${url}/revisions` },
    workItemComments: { href: `${url}/comments` },
    html: { href: `${project}/_workitems/edit/${call.organization.items.idAt(index)}` },
    workItemType: { href: `${project}/_apis/wit/workItemTypes/${type}` },
    fields: { href: `${scopeUrl(call)}/_apis/wit/fields` },
  }
}

function revisionLinks(call: EndpointCall, index: number, url: string): Record<string, { href: string }> {
  const item = itemUrl(call, index)
  return { self: { href: url }, workItemRevisions: { href: `${item}/revisions` }, parent: { href: item } }
}
