import type {
  IdentityReference,
  WorkItemFieldUpdate,
  WorkItemRelation,
  WorkItemUpdate,
} from 'azure-devops-node-api/interfaces/WorkItemTrackingInterfaces.js'
import type { FieldValue } from '../../data/field-value.js'
import type { FieldDefinition } from '../../data/fields.js'
import type { WorkItemLink } from '../../data/work-item-history.js'
import { trackingError } from '../devops-error.js'
import { identityReference } from '../identity-reference.js'
import { skippedPage } from '../paging.js'
import { list, released, type EndpointCall, type Route } from '../route.js'
import { serviceDate } from '../service-date.js'
import type { Wire } from '../wire.js'
import { findWorkItem } from './find-work-item.js'
import { nameAndUniqueName } from './identity-text.js'
import { itemUpdates, type ItemUpdate } from './item-updates.js'
import { itemUrl, relationAnswer } from './work-item-answer.js'

/** Page size when none is asked for, and the largest (both unconfirmed, facts 5.4). */
const page = { default: 200, most: 200 }

const shared = {
  method: 'GET',
  scope: ['organization', 'project'],
  versions: released(3),
  location: { area: 'wit', resource: 'updates', id: '6570bf97-d02c-4a91-8d93-3abe9895b1a9' },
} as const

/** `[{project}/]_apis/wit/workItems/{id}/updates[/{number}]`: what changed from one step to the next. */
export const updateRoutes: readonly Route[] = [
  {
    ...shared,
    pattern: 'wit/workItems/{id}/updates',
    answer: (call) => {
      const index = findWorkItem(call, call.path.id as string)
      const updates = itemUpdates(call.organization.items, index)
      return list(skippedPage(call, updates, page).map((update) => updateAnswer(call, index, update)))
    },
  },
  {
    ...shared,
    pattern: 'wit/workItems/{id}/updates/{updateNumber}',
    answer: (call) => {
      const { id, updateNumber } = call.path as { id: string; updateNumber: string }
      const index = findWorkItem(call, id)
      const update = itemUpdates(call.organization.items, index).find(
        (one) => String(one.id) === updateNumber,
      )
      if (!update) throw updateNotFound(id, updateNumber)
      const body = updateAnswer(call, index, update)
      const parent = itemUrl(call, index)
      const _links = {
        self: { href: body.url },
        workItemUpdates: { href: `${parent}/updates` },
        parent: { href: parent },
      }
      return { status: 200, body: { ...body, _links } }
    },
  },
]

/** Type key and words are unconfirmed. */
function updateNotFound(id: string, number: string): Error {
  return trackingError(
    404,
    'WorkItemUpdateNotFoundException',
    `The update ${number} of work item ${id} does not exist.`,
  )
}

/** A revision is revised when the next one is made; a change of links alone when it is made (REST specification of wit, examples). */
function updateAnswer(call: EndpointCall, index: number, update: ItemUpdate): Wire<WorkItemUpdate> {
  const { revision } = update
  const revised = revision ? Number(revision.value('system.reviseddate')) : update.at
  const relations = relationUpdates(call, update)
  return {
    id: update.id,
    workItemId: call.organization.items.idAt(index),
    rev: update.rev,
    revisedBy: revisedBy(call, update.by),
    revisedDate: serviceDate(revised),
    ...(revision ? { fields: fieldUpdates(call, update) } : {}),
    ...(relations ? { relations } : {}),
    url: `${itemUrl(call, index)}/updates/${update.id}`,
  }
}

/** Someone who matches nobody comes as a bare name (facts 5.3). */
function revisedBy(call: EndpointCall, by: FieldValue | undefined): Wire<IdentityReference> {
  if (typeof by !== 'object') return { name: String(by), displayName: String(by) }
  return { ...(identityReference(call.base, by) as Wire<IdentityReference>), name: nameAndUniqueName(by) }
}

function fieldUpdates(call: EndpointCall, update: ItemUpdate): Record<string, Wire<WorkItemFieldUpdate>> {
  const changes: Record<string, Wire<WorkItemFieldUpdate>> = {}
  for (const field of call.organization.fields) {
    const name = field.referenceName.toLowerCase()
    const newValue = update.revision?.value(name)
    // A comment belongs to its revision alone: that the next one has none is no change.
    const oldValue = field.kind === 'history' ? undefined : update.before?.value(name)
    if (newValue === oldValue) continue
    changes[field.referenceName] = {
      ...(oldValue === undefined ? {} : { oldValue: published(call, field, oldValue) }),
      ...(newValue === undefined ? {} : { newValue: published(call, field, newValue) }),
    }
  }
  return changes
}

function published(call: EndpointCall, field: FieldDefinition, value: FieldValue): unknown {
  if (typeof value === 'object') return identityReference(call.base, value)
  return field.kind === 'dateTime' && typeof value === 'number' ? serviceDate(value) : value
}

function relationUpdates(call: EndpointCall, { added, removed, updated }: ItemUpdate) {
  const answers = (links: readonly WorkItemLink[]): Wire<WorkItemRelation>[] =>
    links.map((link) => relationAnswer(call, link))
  if (added.length + removed.length + updated.length === 0) return undefined
  return {
    ...(added.length > 0 ? { added: answers(added) } : {}),
    ...(removed.length > 0 ? { removed: answers(removed) } : {}),
    ...(updated.length > 0 ? { updated: answers(updated) } : {}),
  }
}
