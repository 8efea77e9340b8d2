import type { DevOpsAnswer } from './devops-request.js'

/** A refusal in the service's own shape (facts 2.3). Thrown anywhere below `handle`, which turns it into the answer. */
export class DevOpsError extends Error {
  readonly status: number
  readonly typeName: string
  readonly eventId: number

  /** `typeName` is the full .NET name without the assembly, e.g. `Microsoft.VisualStudio.Services.Common.VssException`. */
  constructor(status: number, typeName: string, message: string, eventId = 3000) {
    super(message)
    this.status = status
    this.typeName = typeName
    this.eventId = eventId
  }

  /** The last part of the type's name. */
  get typeKey(): string {
    return this.typeName.slice(this.typeName.lastIndexOf('.') + 1)
  }

  get answer(): DevOpsAnswer {
    const assembly = this.typeName.slice(0, this.typeName.lastIndexOf('.'))
    return {
      status: this.status,
      body: {
        $id: '1',
        innerException: null,
        message: this.message,
        typeName: `${this.typeName}, ${assembly}`,
        typeKey: this.typeKey,
        errorCode: 0,
        eventId: this.eventId,
      },
    }
  }
}

const tracking = 'Microsoft.TeamFoundation.WorkItemTracking.Server'

/** An error of work item tracking, which carries event id 3200 (facts 2.3). */
export function trackingError(status: number, typeKey: string, message: string): DevOpsError {
  const space =
    typeKey === 'WorkItemTrackingFieldDefinitionNotFoundException' ? `${tracking}.Metadata` : tracking
  return new DevOpsError(status, `${space}.${typeKey}`, message, 3200)
}

/** Something the real service can do and the sandbox cannot: always said, never guessed. */
export function notEmulated(what: string): DevOpsError {
  return new DevOpsError(501, 'AzdoSandbox.NotEmulatedException', `The sandbox does not emulate ${what}.`)
}

/** A parameter that cannot be read; the key is the service's usual one for bad arguments (unconfirmed per endpoint). */
export function badArgument(message: string): DevOpsError {
  return new DevOpsError(
    400,
    'Microsoft.VisualStudio.Services.Common.VssPropertyValidationException',
    message,
  )
}
