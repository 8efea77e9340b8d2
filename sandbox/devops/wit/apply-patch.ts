import type { FieldDefinition } from '../../data/fields.js'
import type { FieldValue } from '../../data/field-value.js'
import type { Organization } from '../../data/organization.js'
import type { Person } from '../../data/people.js'
import { badArgument, DevOpsError, trackingError } from '../devops-error.js'
import { fieldNotFound } from './field-endpoints.js'
import type { PatchOperation, PatchPlace } from './patch-document.js'
import { readAttributes, readRelation, type FindItem } from './rules/links.js'
import { violation } from './rules/rule-error.js'
import { writtenValue } from './rules/written-value.js'
import {
  draftValue,
  fieldNamed,
  sameValue,
  type DraftRelation,
  type WorkItemDraft,
} from './work-item-draft.js'

/** What operations need to know besides the draft. */
export interface PatchContext {
  organization: Organization
  people: readonly Person[]
  findItem: FindItem
}

/** Applies a patch document's operations to a draft, one after the other. A failed test is a 412 (facts 2.3). */
export function applyPatch(
  draft: WorkItemDraft,
  operations: readonly PatchOperation[],
  context: PatchContext,
): void {
  for (const operation of operations) apply(draft, operation, context)
}

function apply(draft: WorkItemDraft, operation: PatchOperation, context: PatchContext): void {
  const { op, place, value, from } = operation
  if (op === 'test') return test(draft, operation, context)
  if (op === 'move' || op === 'copy') {
    set(draft, operation, place, valueAt(draft, from as PatchPlace, context), context)
    if (op === 'move') set(draft, operation, from as PatchPlace, undefined, context)
    return
  }
  set(draft, operation, place, op === 'remove' ? undefined : value, context)
}

/** Undefined removes; a value of a field may be one as it is kept (of copy) or as it is sent. */
function set(
  draft: WorkItemDraft,
  { path, op }: PatchOperation,
  place: PatchPlace,
  value: unknown,
  context: PatchContext,
): void {
  switch (place.kind) {
    case 'field':
      return setField(draft, fieldAt(place.name, context), value, context)
    case 'format':
      return setFormat(draft, fieldAt(place.name, context), value)
    case 'relation':
      if (value === undefined) {
        if (place.at === 'end') throw badArgument(`The path ${path} names no relation to remove.`)
        relationAt(draft, place.at)
        draft.relations.splice(place.at, 1)
      } else if (place.at === 'end' || op === 'add') {
        const relation = readRelation(context.organization, value, context.findItem)
        draft.relations.splice(place.at === 'end' ? draft.relations.length : place.at, 0, relation)
      } else {
        draft.relations[place.at] = changed(
          relationAt(draft, place.at),
          readRelation(context.organization, value, context.findItem),
        )
      }
      return
    case 'relationAttribute': {
      const relation = relationAt(draft, place.at)
      const attributes = readAttributes({ ...relation.attributes, [place.name]: value })
      draft.relations[place.at] = { ...relation, attributes }
      return
    }
    case 'id':
      // A number for the item within its batch.
      if (draft.index === undefined) return
      throw badArgument('The id of a work item cannot be changed.')
    case 'rev':
      throw badArgument('The path /rev can only be tested.')
  }
}

/** A replaced relation is still the present one when it leads to the same and only says other things of it. */
function changed(present: DraftRelation, wanted: DraftRelation): DraftRelation {
  const same = present.rel === wanted.rel && present.other === wanted.other && present.url === wanted.url
  return same && present.link ? { ...wanted, link: present.link } : wanted
}

function fieldAt(name: string, { organization }: PatchContext): FieldDefinition {
  const field = fieldNamed(organization.fields, name)
  if (!field) throw fieldNotFound(name, 400)
  return field
}

/** Changed by a write although it is read-only otherwise: the move to a project, and to another type. */
const movable = new Set(['System.TeamProject', 'System.WorkItemType'])
/** Never to be written, whatever rules are bypassed: others follow from them, or they from others. */
const computed = new Set([
  'System.Id',
  'System.Rev',
  'System.Watermark',
  'System.NodeName',
  'System.Parent',
  'System.CommentCount',
  'System.AuthorizedAs',
  'System.AuthorizedDate',
  'System.RevisedDate',
  'System.BoardColumn',
  'System.BoardColumnDone',
  'System.BoardLane',
])

function setField(
  draft: WorkItemDraft,
  field: FieldDefinition,
  raw: unknown,
  { people }: PatchContext,
): void {
  const { referenceName } = field
  const written = writtenValue(field, raw, people, draft.bypass)
  draft.violations = draft.violations.filter((known) => known.field !== field)
  if ('violation' in written) {
    draft.violations.push(written.violation)
    return
  }
  const { value } = written
  const closed =
    computed.has(referenceName) || (field.readOnly && !draft.bypass && !movable.has(referenceName))
  if (closed) {
    if (sameValue(value, draftValue(draft, referenceName))) return
    const message = `TF401326: Invalid field status 'ReadOnly' for field '${referenceName}'.`
    draft.violations.push(violation(field, ['readOnly'], message))
    return
  }
  // Who made an item, and when, is settled once it is there: later values are passed over (field).
  if (draft.before && (referenceName === 'System.CreatedBy' || referenceName === 'System.CreatedDate')) return
  draft.fields.set(referenceName, value)
}

function setFormat(draft: WorkItemDraft, field: FieldDefinition, value: unknown): void {
  const format = String(value).toLowerCase()
  const long = field.kind === 'html' || field.kind === 'history'
  if (!long || (format !== 'html' && format !== 'markdown'))
    throw trackingError(
      400,
      'InvalidMultilineFieldFormatException',
      `The format "${String(value)}" is not one of ${field.referenceName}.`,
    )
  draft.formats.set(field.referenceName, format)
}

function relationAt(draft: WorkItemDraft, at: number): DraftRelation {
  const relation = draft.relations[at]
  if (!relation) throw badArgument(`The work item has no relation at index ${at}.`)
  return relation
}

function valueAt(draft: WorkItemDraft, place: PatchPlace, context: PatchContext): unknown {
  switch (place.kind) {
    case 'rev':
      return draft.before?.rev
    case 'id':
      return draft.index === undefined ? undefined : draft.id
    case 'field': {
      const field = fieldAt(place.name, context)
      const value = draftValue(draft, field.referenceName)
      return field.kind === 'dateTime' && typeof value === 'number' ? new Date(value).toISOString() : value
    }
    case 'relationAttribute':
      return relationAt(draft, place.at).attributes[place.name]
    case 'format':
    case 'relation':
      throw badArgument('This path can be neither tested nor copied.')
  }
}

function test(draft: WorkItemDraft, { path, place, value }: PatchOperation, context: PatchContext): void {
  const present = valueAt(draft, place, context)
  if (place.kind === 'field') {
    const field = fieldAt(place.name, context)
    const wanted = writtenValue(field, value, context.people, false)
    if ('value' in wanted && sameValue(wanted.value, draftValue(draft, field.referenceName))) return
  } else if (String(present ?? '') === String(value ?? '')) return
  throw new DevOpsError(
    412,
    'Microsoft.VisualStudio.Services.WebApi.Patch.TestPatchOperationFailedException',
    `VS403351: Test Operation for path ${path} failed, value ${shown(present)} was not equal to test value ${shown(value)}.`,
  )
}

function shown(value: unknown): string {
  if (typeof value !== 'object' || value === null) return String(value ?? '')
  const { uniqueName } = value as { uniqueName?: unknown }
  return typeof uniqueName === 'string' ? uniqueName : JSON.stringify(value as FieldValue)
}
