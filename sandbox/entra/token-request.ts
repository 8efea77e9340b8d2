import type { IncomingMessage } from 'node:http'
import type { SandboxAccounts, SandboxClient } from '../server/sandbox-accounts.js'
import { toProviderScope } from './offline-access.js'
import { readBasicHeader } from './basic-header.js'
import { checkAssertion, type AssertionTrust } from './client-assertion/check-assertion.js'
import { missingParameter, type EntraRefusal } from './entra-error.js'
import type { ErrorOnDemand } from './error-on-demand.js'
import { DEVICE_CODE_GRANT, GRANTS } from './grants.js'
import { knownRefusal } from './known-refusals.js'
import type { ProviderMemory } from './memory-adapter.js'

/** What each grant needs beside the application's own proof. */
const REQUIRED: Readonly<Record<string, readonly string[]>> = {
  authorization_code: ['code', 'redirect_uri'],
  client_credentials: ['scope'],
  refresh_token: ['refresh_token'],
  [DEVICE_CODE_GRANT]: ['device_code'],
}

export interface TokenRequestParts {
  accounts: SandboxAccounts
  errors: ErrorOnDemand
  memory: ProviderMemory
  trust: AssertionTrust
  /** The secret by which the provider knows an application, also one that has none to the outside. */
  secretOf(client: SandboxClient): string | undefined
}

/** The form of a request as plain text values; of a field given twice the last one. */
export function readForm(request: IncomingMessage, body: Buffer | undefined): Record<string, string> {
  if (!/^application\/x-www-form-urlencoded\b/i.test(request.headers['content-type'] ?? '')) return {}
  const entries = [...new URLSearchParams(body?.toString('utf8') ?? '')].filter(([, value]) => value !== '')
  return Object.fromEntries(entries)
}

/**
 * Looks at a request to the token endpoint before the provider does, in the order in which Entra looks: answers
 * the refusal, or the form that the provider is to see. Here is what the provider can't be told: which tenant
 * serves whom, secrets that have expired, assertions as Entra takes them, and the errors asked for.
 */
export async function checkTokenRequest(
  form: Readonly<Record<string, string>>,
  request: { authorization: string | undefined; sharedTenant: boolean },
  parts: TokenRequestParts,
): Promise<{ refusal: EntraRefusal } | { form: Record<string, string> }> {
  const { accounts } = parts
  const grant = form['grant_type']
  const basic = readBasicHeader(request.authorization)
  const clientId = form['client_id'] ?? basic?.user
  const about = { clientId, tenant: accounts.tenant }
  const demanded = parts.errors.take('token', about)
  if (demanded) return { refusal: demanded }
  if (grant === undefined) return { refusal: missingParameter('grant_type') }
  if (!GRANTS.has(grant)) {
    return {
      refusal: knownRefusal(70003, about, `The app requested an unsupported grant type '${grant}'.`),
    }
  }
  if (request.sharedTenant && grant === 'client_credentials') return { refusal: knownRefusal(50059) }
  if (clientId === undefined) return { refusal: missingParameter('client_id') }
  const missing = REQUIRED[grant]?.find((name) => form[name] === undefined)
  if (missing !== undefined) return { refusal: missingParameter(missing) }
  const client = accounts.clients.find((one) => one.clientId === clientId)
  if (!client) return { refusal: knownRefusal(700016, about) }
  if (request.sharedTenant && !client.multiTenant) return { refusal: knownRefusal(50194, about) }

  const passed: Record<string, string> = { ...form }
  if (form['client_assertion'] !== undefined) {
    const refusal = await checkAssertion(client, form, parts.trust)
    if (refusal) return { refusal }
    delete passed['client_assertion']
    delete passed['client_assertion_type']
    const secret = parts.secretOf(client)
    if (secret !== undefined) passed['client_secret'] = secret
  } else if (client.secretExpired && (form['client_secret'] ?? basic?.password) === client.clientSecret) {
    return { refusal: knownRefusal(7000222, about) }
  } else if (
    client.allowsPublicFlows &&
    grant !== 'client_credentials' &&
    (form['client_secret'] ?? basic) === undefined
  ) {
    passed['client_secret'] = parts.secretOf(client) ?? ''
  }
  if (grant === 'refresh_token' && parts.memory.isRevoked(form['refresh_token'] ?? ''))
    return { refusal: knownRefusal(50173, about) }
  if (grant === 'refresh_token' && form['scope'] !== undefined)
    passed['scope'] = toProviderScope(form['scope'])
  return { form: passed }
}
