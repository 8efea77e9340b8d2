import type { FieldDefinition } from '../../../data/fields.js'
import type { FieldValue } from '../../../data/field-value.js'
import { draftValue, isChanged, type WorkItemDraft } from '../work-item-draft.js'
import { isCompleted } from './consequences.js'
import { reasonsOf } from './reasons.js'
import { violation } from './rule-error.js'
import { nextStates, stateNamed } from './state-transitions.js'
import { valueList } from './value-lists.js'

/** Fields no item can be without. */
const required = ['System.Title', 'System.State', 'System.Reason']
const remaining = 'Microsoft.VSTS.Scheduling.RemainingWork'

/** Holds a draft, completed before, against the rules of its type and notes what is wrong with it. */
export function checkFields(draft: WorkItemDraft, fields: readonly FieldDefinition[]): void {
  for (const field of fields) {
    const { referenceName } = field
    if (draft.violations.some((known) => known.field === field)) continue
    const value = draftValue(draft, referenceName)
    if (required.includes(referenceName) && (value === undefined || String(value).trim() === '')) {
      draft.violations.push(violation(field, ['required', 'invalidEmpty']))
    } else if (isChanged(draft, referenceName) && value !== undefined) {
      checkValue(draft, field, value)
    }
  }
}

function checkValue(draft: WorkItemDraft, field: FieldDefinition, value: FieldValue): void {
  const allowed = allowedValues(draft, field)
  if (allowed) {
    const wanted = String(value).toLowerCase()
    const match = allowed.find((one) => String(one).toLowerCase() === wanted)
    if (match === undefined) draft.violations.push(notInList(field, value))
    else draft.fields.set(field.referenceName, match)
  }
  // The processes empty it when work is completed, so that it cannot be given then (field).
  if (field.referenceName === remaining && isCompleted(draft.type, draftValue(draft, 'System.State')))
    draft.violations.push(violation(field, ['invalidNotEmpty']))
}

/** The list a field's new value must come from; undefined where anything goes. */
function allowedValues(
  draft: WorkItemDraft,
  field: FieldDefinition,
): readonly (string | number)[] | undefined {
  const { type, before } = draft
  if (field.referenceName === 'System.State') {
    const sameType = before?.value('system.workitemtype') === type.name
    const from = before?.value('system.state')
    // An item that changes its type can be in any state of the new one.
    const next = before && !sameType ? type.states : nextStates(type, before ? String(from) : undefined)
    return next.map(({ name }) => name)
  }
  if (field.referenceName === 'System.Reason') {
    const state = stateNamed(type, draftValue(draft, 'System.State'))
    return state && reasonsOf(state)
  }
  return valueList(field)
}

/** In the service's words (field). */
function notInList(field: FieldDefinition, value: FieldValue) {
  return violation(
    field,
    ['hasValues', 'limitedToValues', 'allowsOldValue', 'invalidListValue'],
    `The field '${field.name}' contains the value '${String(value)}' that is not in the list of supported values`,
  )
}
