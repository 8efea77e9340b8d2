import type { ProjectNodes } from './classification-nodes.js'
import type { FieldValue } from './field-value.js'
import type { Person } from './people.js'
import type { WorkItemChange, WorkItemComment, WorkItemLink } from './work-item-history.js'
import { linkAttributes, linkEnd, oppositeEnd } from './work-item-links.js'
import { placeAfter, type WorkItemPlace } from './work-item-places.js'
import type { WorkItemRecord, WrittenRevision } from './work-item-record.js'

/** The newest state of an item, as the next revision takes it over. */
export interface NewestState {
  rev: number
  at: number
  place: WorkItemPlace
  /** A copy, without fields of the place and the revised date. */
  fields: Map<string, FieldValue>
  markdown?: ReadonlySet<string>
}

/** What the writes work on. */
export interface WriteContext {
  nodes: readonly ProjectNodes[]
  idAt(index: number): number
  recordOf(index: number): WorkItemRecord
  /** False for a link that was removed or whose other end is deleted. */
  isSeen(link: WorkItemLink): boolean
  /** Undefined for an item that is only being created. */
  newestOf(record: WorkItemRecord): NewestState | undefined
  /** Makes a revision the newest one and tells the stream; the watermark it gets is known before. */
  append(record: WorkItemRecord, revision: WrittenRevision): void
  nextWatermark(): number
}

interface RevisionParts {
  fields?: WorkItemChange['fields']
  formats?: WorkItemChange['formats']
  /** A version of a comment that is not new. */
  comment?: WorkItemComment
  /** As before unless given. */
  deleted?: boolean
}

/** When the next revision of an item is made: now, but later than the one before. */
function nextDate(newest: NewestState | undefined, now: number): number {
  return newest ? Math.max(now, newest.at + 1) : now
}

/** Changes links at both ends, then fields; each changed item gets one revision (unconfirmed for other ends). */
export function writeChange(
  context: WriteContext,
  record: WorkItemRecord,
  change: WorkItemChange,
  by: Person,
  now: number,
): WrittenRevision {
  const date = nextDate(context.newestOf(record), now)
  const others = new Set<WorkItemRecord>()
  for (const link of change.removeLinks) {
    removeLink(record, link, by, date)
    if (link.other === undefined) continue
    const other = context.recordOf(link.other)
    removeLink(other, { ...link, rel: oppositeEnd(link.rel), other: record.index }, by, date)
    others.add(other)
  }
  for (const link of change.addLinks) {
    const added = { addedAt: date, addedBy: by }
    if (link.other === undefined) {
      const attributes = resourceAttributes(context.nextWatermark() * 100 + record.links.length, date)
      record.links.push({ ...link, ...added, attributes: { ...attributes, ...link.attributes } })
      continue
    }
    const other = context.recordOf(link.other)
    const { rel, attributes } = link
    record.links.push({ rel, other: link.other, ...added, attributes: linkAttributes(rel, attributes) })
    const opposite = oppositeEnd(rel)
    other.links.push({
      rel: opposite,
      other: record.index,
      ...added,
      attributes: linkAttributes(opposite, attributes),
    })
    others.add(other)
  }
  const revision = writeRevision(context, record, change, by, now)
  others.delete(record)
  for (const other of others) writeRevision(context, other, {}, by, now)
  return revision
}

/** Writes the next revision; links have been changed before. */
export function writeRevision(
  context: WriteContext,
  record: WorkItemRecord,
  parts: RevisionParts,
  by: Person,
  now: number,
): WrittenRevision {
  const newest = context.newestOf(record)
  const changed = new Map([...(parts.fields ?? [])].map(([name, value]) => [name.toLowerCase(), value]))
  const givenDate = changed.get('system.changeddate')
  const at = typeof givenDate === 'number' ? givenDate : nextDate(newest, now)
  const changer = changed.get('system.changedby') ?? by
  const place = placeAfter(context.nodes, newest?.place, changed)
  const rev = (newest?.rev ?? 0) + 1
  const deleted = parts.deleted ?? record.presence === 'deleted'
  const watermark = context.nextWatermark()
  const fields = newest?.fields ?? new Map<string, FieldValue>()
  const markdown = new Set(newest?.markdown)
  fields.delete('system.history')

  for (const [name, value] of changed) {
    if (value === undefined) fields.delete(name)
    else fields.set(name, value)
  }
  for (const [name, format] of parts.formats ?? []) {
    if (format === 'markdown') markdown.add(name.toLowerCase())
    else markdown.delete(name.toLowerCase())
  }
  const said = fields.get('system.history')
  if (said === '') fields.delete('system.history')
  let { comment } = parts
  if (typeof said === 'string' && said !== '') {
    const author = typeof changer === 'object' ? changer : by
    comment = {
      id: watermark,
      createdInRevision: rev,
      version: 1,
      text: said,
      format: markdown.has('system.history') ? 'markdown' : 'html',
      createdBy: author,
      createdAt: at,
      modifiedBy: author,
      modifiedAt: at,
      deleted: false,
    }
  }
  markdown.delete('system.history')
  if (comment) record.comments.set(comment.id, [...(record.comments.get(comment.id) ?? []), comment])
  const comments = [...record.comments.values()].filter((versions) => versions.at(-1)?.deleted === false)

  const set = (name: string, value: FieldValue | undefined) =>
    value === undefined ? fields.delete(name) : fields.set(name, value)
  if (!newest) {
    if (!fields.has('system.createddate')) set('system.createddate', at)
    if (!fields.has('system.createdby')) set('system.createdby', changer)
  }
  set('system.id', context.idAt(record.index))
  set('system.rev', rev)
  set('system.changeddate', at)
  set('system.changedby', changer)
  set('system.authorizeddate', at)
  set('system.authorizedas', by)
  set('system.watermark', watermark)
  set('system.commentcount', comments.length)
  set('system.isdeleted', deleted ? true : undefined)
  const parent = record.links.find((link) => link.rel === linkEnd.parent && context.isSeen(link))
  set('system.parent', parent?.other === undefined ? undefined : context.idAt(parent.other))
  setBoardColumn(place, fields, changed)

  const revision: WrittenRevision = {
    rev,
    at,
    deleted,
    place,
    fields,
    ...(comment ? { comment } : {}),
    ...(markdown.size > 0 ? { markdown } : {}),
  }
  context.append(record, revision)
  return revision
}

/** A board shows an item in the column of its state. */
function setBoardColumn(
  place: WorkItemPlace,
  fields: Map<string, FieldValue>,
  changed: ReadonlyMap<string, FieldValue | undefined>,
): void {
  if (changed.has('system.boardcolumn')) return
  const type = place.project.process.types.find(({ name }) => name === fields.get('system.workitemtype'))
  const state = fields.get('system.state')
  if (state !== undefined && type?.fields.includes('System.BoardColumn') === true) {
    fields.set('system.boardcolumn', state)
  } else fields.delete('system.boardcolumn')
}

function removeLink(record: WorkItemRecord, link: WorkItemLink, by: Person, date: number): void {
  const at = record.links.findIndex(
    ({ rel, other, url, removedAt }) =>
      removedAt === undefined && rel === link.rel && other === link.other && url === link.url,
  )
  const found = record.links[at]
  if (found) record.links[at] = { ...found, removedAt: date, removedBy: by }
}

/** What the service sends with a link to what is no work item, besides what was given with it. */
function resourceAttributes(id: number, date: number): Record<string, unknown> {
  const time = new Date(date).toISOString().replace(/\.?0+Z$/, 'Z')
  return {
    authorizedDate: time,
    id,
    resourceCreatedDate: time,
    resourceModifiedDate: time,
    revisedDate: '9999-01-01T00:00:00Z',
  }
}
