import { DevOpsError } from '../devops-error.js'

const space = 'Microsoft.VisualStudio.Services.ServiceHooks.WebApi'

/** An error of service hooks (some type keys and words unconfirmed). */
export function hookError(status: number, typeKey: string, message: string): DevOpsError {
  return new DevOpsError(status, `${space}.${typeKey}`, message)
}

export function hookArgument(message: string): DevOpsError {
  return hookError(400, 'SubscriptionInputException', message)
}
