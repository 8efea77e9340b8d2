import type { FieldDefinition } from '../../data/fields.js'
import type { FieldValue } from '../../data/field-value.js'
import type { WorkItemTypeModel } from '../../data/processes.js'
import type { Project } from '../../data/projects.js'
import type { Revision, WorkItemLink } from '../../data/work-item-history.js'
import type { Violation } from './rules/rule-error.js'

/** A relation as it will be; `link` is the present one it stands for, unless it is new. */
export interface DraftRelation {
  link?: WorkItemLink
  rel: string
  /** Index of the item at the other end. */
  other?: number
  url?: string
  attributes: Readonly<Record<string, unknown>>
}

/** A work item on its way to be written: what it is now and what the write changes. Rules read and complete it. */
export interface WorkItemDraft {
  /** Absent for a new item. */
  index?: number
  /** -1 for a new item, as the service calls it in messages (field). */
  id: number
  before?: Revision
  /** As they will be. */
  project: Project
  type: WorkItemTypeModel
  /** What changes, by reference name as the organization spells it; undefined clears. */
  fields: Map<string, FieldValue | undefined>
  relations: DraftRelation[]
  /** The links there are now. */
  presentLinks: readonly WorkItemLink[]
  /** Of long texts, where it changes. */
  formats: Map<string, 'html' | 'markdown'>
  /** `bypassRules` of the request. */
  bypass: boolean
  violations: Violation[]
}

/** The value a field will have. */
export function draftValue(draft: WorkItemDraft, referenceName: string): FieldValue | undefined {
  if (draft.fields.has(referenceName)) return draft.fields.get(referenceName)
  return draft.before?.value(referenceName.toLowerCase())
}

/** Whether the write gives the field another value than it has. */
export function isChanged(draft: WorkItemDraft, referenceName: string): boolean {
  return (
    draft.fields.has(referenceName) &&
    !sameValue(draft.fields.get(referenceName), draft.before?.value(referenceName.toLowerCase()))
  )
}

export function sameValue(a: FieldValue | undefined, b: FieldValue | undefined): boolean {
  if (typeof a === 'object' && typeof b === 'object') return a.id === b.id
  return a === b
}

/** A field by reference name or, failing that, by name, whatever the case. */
export function fieldNamed(fields: readonly FieldDefinition[], name: string): FieldDefinition | undefined {
  const wanted = name.toLowerCase()
  return (
    fields.find(({ referenceName }) => referenceName.toLowerCase() === wanted) ??
    fields.find((field) => field.name.toLowerCase() === wanted)
  )
}
