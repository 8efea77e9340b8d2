import type { SandboxAccounts, SandboxClient } from '../../server/sandbox-accounts.js'
import { scopeRefusal } from '../authorization-code/authorize-request.js'
import { missingParameter, type EntraRefusal } from '../entra-error.js'
import type { ErrorOnDemand } from '../error-on-demand.js'
import { knownRefusal } from '../known-refusals.js'
import { toProviderScope } from '../offline-access.js'
import { readDelegatedScope } from '../resource-scopes.js'

/** Seconds between polls. Entra says 5; the sandbox is in no need of patience. */
const INTERVAL_SECONDS = 1

/**
 * Looks at a request for a device code before the provider does, which wants an application with a secret to
 * prove itself already here; Entra wants that when the code is redeemed.
 */
export function checkDeviceCodeRequest(
  form: Readonly<Record<string, string>>,
  request: { sharedTenant: boolean },
  parts: {
    accounts: SandboxAccounts
    errors: ErrorOnDemand
    secretOf(client: SandboxClient): string | undefined
  },
): { refusal: EntraRefusal } | { form: Record<string, string> } {
  const clientId = form['client_id']
  const about = { clientId, tenant: parts.accounts.tenant }
  const demanded = parts.errors.take('devicecode', about)
  if (demanded) return { refusal: demanded }
  if (clientId === undefined) return { refusal: missingParameter('client_id') }
  const client = parts.accounts.clients.find((one) => one.clientId === clientId)
  if (!client) return { refusal: knownRefusal(700016, about) }
  if (request.sharedTenant && !client.multiTenant) return { refusal: knownRefusal(50194, about) }
  if (!client.takesUsers) return { refusal: { ...knownRefusal(7000218, about) } }
  const scope = form['scope']
  if (scope === undefined) return { refusal: missingParameter('scope') }
  const reading = readDelegatedScope(scope)
  if ('fault' in reading) return { refusal: scopeRefusal(reading, scope) }
  const secret = client.isPublic ? undefined : parts.secretOf(client)
  return {
    form: {
      client_id: clientId,
      scope: toProviderScope(scope),
      ...(secret === undefined ? {} : { client_secret: secret }),
    },
  }
}

/** The provider's answer as Entra gives it: with a message, and no address that has the code in it. */
export function deviceCodeAnswer(answer: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const { device_code, user_code, verification_uri, expires_in } = answer
  return {
    user_code,
    device_code,
    verification_uri,
    expires_in,
    interval: INTERVAL_SECONDS,
    message: `To sign in, use a web browser to open the page ${String(verification_uri)} and enter the code ${String(user_code)} to authenticate.`,
  }
}
