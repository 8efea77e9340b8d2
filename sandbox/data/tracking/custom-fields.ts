import type { FieldDefinition } from '../fields.js'
import type { Organization } from '../organization.js'

/** What the organization's administrators have done to fields. */
export interface CustomFields {
  /** Deleted ones, which can be restored until then unknown to every other call; by reference name in lower case. */
  readonly deleted: ReadonlyMap<string, FieldDefinition>
  /** Reference names in lower case. */
  readonly locked: Set<string>
  descriptionOf(field: FieldDefinition): string | undefined
  add(field: FieldDefinition, description: string | undefined): void
  remove(field: FieldDefinition): void
  restore(field: FieldDefinition): void
}

/** The organization's fields as administrators change them; a field that is deleted is in no list of fields any more. */
export function createCustomFields(organization: Organization): CustomFields {
  const fields = organization.fields as FieldDefinition[]
  const deleted = new Map<string, FieldDefinition>()
  const descriptions = new Map<string, string>()
  const key = (field: FieldDefinition) => field.referenceName.toLowerCase()
  return {
    deleted,
    locked: new Set(),
    descriptionOf: (field) => descriptions.get(key(field)),
    add(field, description) {
      fields.push(field)
      if (description) descriptions.set(key(field), description)
    },
    remove(field) {
      fields.splice(fields.indexOf(field), 1)
      deleted.set(key(field), field)
    },
    restore(field) {
      fields.push(field)
      deleted.delete(key(field))
    },
  }
}
