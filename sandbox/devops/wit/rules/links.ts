import { createAttachments } from '../../../data/tracking/attachments.js'
import type { Organization } from '../../../data/organization.js'
import { relationTypes, type RelationType } from '../../../data/tracking/relation-type.js'
import type { WorkItems } from '../../../data/work-items.js'
import { badArgument, trackingError } from '../../devops-error.js'
import type { DraftRelation, WorkItemDraft } from '../work-item-draft.js'
import { itemNotFound } from '../work-item-endpoints.js'

/** Most links of an item, and most of them to attached files (facts 4). */
const maxLinks = 1000
const maxFiles = 100

/** Finds the item an id of a request means: one that can be read, or a placeholder of a batch. */
export type FindItem = (id: number) => number | undefined

/** Reads the value of an added relation; refuses what no relation can be, and work items that are not there. */
export function readRelation(organization: Organization, value: unknown, find: FindItem): DraftRelation {
  if (typeof value !== 'object' || value === null)
    throw badArgument('A relation is an object with rel and url.')
  const members = new Map(
    Object.entries(value).map(([key, member]) => [key.toLowerCase(), member as unknown]),
  )
  const type = typeNamed(members.get('rel'))
  const url = members.get('url')
  if (typeof url !== 'string' || url === '') throw badArgument('A relation needs a url.')
  const attributes = readAttributes(members.get('attributes'))
  const rel = type.referenceName
  if (type.attributes.usage !== 'workItemLink') {
    if (rel === 'ArtifactLink' && !url.toLowerCase().startsWith('vstfs:///'))
      throw badArgument(`An artifact link leads to vstfs:///, not to ${url}.`)
    if (rel !== 'ArtifactLink' && !URL.canParse(url)) throw badArgument(`${url} is no address.`)
    return rel === 'AttachedFile' ? attachedFile(organization, url, attributes) : { rel, url, attributes }
  }
  const id = /\/workitems\/(-?\d{1,10})\/?$/i.exec(url)?.[1]
  if (id === undefined) throw badArgument(`${url} is not the address of a work item.`)
  const other = find(Number(id))
  if (other === undefined) throw itemNotFound(Number(id))
  return { rel, other, attributes }
}

/** A file that was uploaded before; its size is told with it. A 404 for others (key unconfirmed). */
function attachedFile(
  organization: Organization,
  url: string,
  attributes: Readonly<Record<string, unknown>>,
): DraftRelation {
  const id = /\/attachments\/([^/?#]+)/i.exec(url)?.[1]?.toLowerCase()
  const file = id === undefined ? undefined : organization.part(createAttachments).get(id)
  if (!file) throw trackingError(404, 'AttachmentNotFoundException', `There is no attachment at ${url}.`)
  const more = { resourceSize: file.received, name: file.fileName }
  return { rel: 'AttachedFile', url, attributes: { ...more, ...attributes } }
}

function typeNamed(rel: unknown): RelationType {
  const wanted = String(rel).toLowerCase()
  const type = relationTypes.find(({ referenceName }) => referenceName.toLowerCase() === wanted)
  // Words and key unconfirmed.
  if (!type) throw linkError(`The relation type "${String(rel)}" is not known.`)
  return type
}

/** What a request can say of a link; the rest is the service's. */
export function readAttributes(value: unknown): Readonly<Record<string, unknown>> {
  const given = typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
  const attributes: Record<string, unknown> = {}
  for (const name of ['comment', 'isLocked', 'name'])
    if (given[name] !== undefined && given[name] !== null) attributes[name] = given[name]
  return attributes
}

/** Holds the relations a draft adds against the rules of their types: no loops, one parent, none twice (facts 5.6). */
export function checkLinks(items: WorkItems, draft: WorkItemDraft): void {
  if (draft.relations.length > maxLinks) throw tooMany(draft.id)
  if (draft.relations.filter(({ rel }) => rel === 'AttachedFile').length > maxFiles)
    throw linkError(`Work item ${draft.id} cannot have more than ${maxFiles} attachments.`)
  const seen = new Set<string>()
  for (const relation of draft.relations) {
    const { rel, other, url, link } = relation
    const key = `${rel} ${other ?? url?.toLowerCase()}`
    // Words and key unconfirmed.
    if (seen.has(key))
      throw linkError(`The relation ${rel} to ${targetText(items, relation)} already exists.`)
    seen.add(key)
    if (other === undefined || link) continue
    checkWorkItemLink(items, draft, relation, other)
  }
}

function checkWorkItemLink(
  items: WorkItems,
  draft: WorkItemDraft,
  relation: DraftRelation,
  other: number,
): void {
  const type = typeNamed(relation.rel)
  const between = `between work items ${draft.id} and ${items.idAt(other)}`
  const added = `You cannot add a ${type.name} link ${between} because`
  const { topology, isForward } = type.attributes
  if (other === draft.index) throw linkError(`TF201035: ${added} a work item cannot be linked to itself.`)
  if (items.linksOf(other).length >= maxLinks) throw tooMany(items.idAt(other))
  if (isForward === undefined) return
  const forward = relation.rel.replace(/-Reverse$/, '-Forward')
  const reverse = relation.rel.replace(/-Forward$/, '-Reverse')
  if (topology === 'tree') {
    const single = `TF201036: ${added} a work item can have only one ${typeNamed(reverse).name} link.`
    if (isForward === false && draft.relations.filter(({ rel }) => rel === reverse).length > 1)
      throw linkError(single)
    const parents = items.linksOf(other).filter((link) => link.rel === reverse && link.other !== draft.index)
    if (isForward === true && parents.length > 0) throw linkError(single)
  }
  // Words unconfirmed; the code is as reported.
  if (closesCircle(items, draft, forward, reverse))
    throw linkError(`TF201035: ${added} it would create a circular relationship.`)
}

/** Whether some item the draft leads to leads, by the same end, to one that leads to the draft. */
function closesCircle(items: WorkItems, draft: WorkItemDraft, forward: string, reverse: string): boolean {
  const ends = (wanted: string) =>
    draft.relations.flatMap(({ rel, other }) => (rel === wanted && other !== undefined ? [other] : []))
  const goals = new Set(ends(reverse))
  if (goals.size === 0) return false
  const open = ends(forward)
  const seen = new Set<number | undefined>([draft.index])
  for (let index = open.pop(); index !== undefined; index = open.pop()) {
    if (goals.has(index)) return true
    if (seen.has(index)) continue
    seen.add(index)
    for (const { rel, other } of items.linksOf(index))
      if (rel === forward && other !== undefined) open.push(other)
  }
  return false
}

function targetText(items: WorkItems, { other, url }: DraftRelation): string {
  return other === undefined ? String(url) : `work item ${items.idAt(other)}`
}

function tooMany(id: number): Error {
  return linkError(`Work item ${id} cannot have more than ${maxLinks} links.`)
}

/** The type key is unconfirmed. */
function linkError(message: string): Error {
  return trackingError(400, 'WorkItemLinkInvalidException', message)
}
