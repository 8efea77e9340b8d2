import type { FieldDefinition } from '../../../data/fields.js'
import type { DevOpsAnswer } from '../../devops-request.js'
import { DevOpsError } from '../../devops-error.js'

/** What a rule of a field finds wrong. */
export interface Violation {
  field: FieldDefinition
  /** Words of the status, as the service lists them. */
  flags: readonly Flag[]
  message: string
}

/** `required`, `hasValues` and `invalidEmpty` as seen in answers of the service; the other numbers are unconfirmed. */
const flagNumbers = {
  required: 1,
  readOnly: 2,
  hasValues: 4,
  limitedToValues: 8,
  allowsOldValue: 64,
  invalidEmpty: 0x80000,
  invalidNotEmpty: 0x100000,
  invalidListValue: 0x200000,
  invalidType: 0x400000,
  invalidTooLong: 0x800000,
}
export type Flag = keyof typeof flagNumbers

/** A violation in the words of most rules (facts 5.6); `message` replaces them where the service has its own. */
export function violation(field: FieldDefinition, flags: readonly Flag[], message?: string): Violation {
  const words = flags.map((flag) => flag.charAt(0).toUpperCase() + flag.slice(1)).join(', ')
  return {
    field,
    flags,
    message: message ?? `TF401320: Rule Error for field ${field.name}. Error code: ${words}.`,
  }
}

/** A 400 that names every violation, the first one in its message (bodies as people report them). There must be one. */
export function ruleError(violations: readonly Violation[]): Error {
  const messages = violations.map(({ message }) => message)
  const more = violations.length - 1
  const others = more === 1 ? 'One additional error' : `${more} additional errors`
  const tail =
    more === 0
      ? ''
      : ` ${others} occurred during validation of the work item. Please correct all errors and try again.`
  return new RuleError(`${messages[0]}${tail}`, violations)
}

/** The only refusal that carries properties of its own. */
class RuleError extends DevOpsError {
  readonly #violations: readonly Violation[]

  constructor(message: string, violations: readonly Violation[]) {
    super(400, 'Microsoft.TeamFoundation.WorkItemTracking.Server.RuleValidationException', message, 3200)
    this.#violations = violations
  }

  override get answer(): DevOpsAnswer {
    const { status, body } = super.answer
    const customProperties = {
      FieldReferenceName: null,
      FieldStatusFlags: 'none',
      ErrorMessage: this.message,
      FieldStatusCode: 0,
      RuleValidationErrors: this.#violations.map(({ field, flags, message }) => ({
        fieldReferenceName: field.referenceName,
        fieldStatusFlags: flags.join(', '),
        errorMessage: message,
        fieldStatusCode: flags.reduce((sum, flag) => sum + flagNumbers[flag], 0),
        ruleValidationErrors: null,
      })),
    }
    return { status, body: { $id: '1', customProperties, ...(body as object) } }
  }
}
