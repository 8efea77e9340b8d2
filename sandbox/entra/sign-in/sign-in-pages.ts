import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Provider } from 'oidc-provider'
import { readBody } from '../../server/read-body.js'
import type { SandboxAccounts } from '../../server/sandbox-accounts.js'
import { sendAnswer, type PlainAnswer } from '../../server/send-answer.js'
import { refusalToApplication } from '../authorization-code/authorization-answer.js'
import type { EntraSite } from '../entra-error.js'
import { escapeHtml, hiddenField, pageAnswer } from '../html-page.js'
import { knownRefusal } from '../known-refusals.js'
import { fromProviderScope } from '../offline-access.js'
import { readForm } from '../token-request.js'
import { consentLine, type ConsentedScopes, type Consents } from './consents.js'

/** Path, below the tenant's, of the pages where a person signs in and consents. */
export const SIGN_IN_PAGES = '/oauth2/v2.0/signin/'

export interface SignInParts {
  site: EntraSite
  accounts: SandboxAccounts
  consents: Consents
}

interface Missing {
  missingOIDCScope?: string[]
  missingResourceScopes?: Record<string, string[]>
}

/**
 * The pages of a sign-in: user name and password (fields `login`, `passwd`), then what the application asks for.
 * Both have the buttons `action=next` and `action=cancel`. They show no names: whoever signs in knows theirs.
 */
export function createSignInPages(
  provider: Provider,
  parts: SignInParts,
): (request: IncomingMessage, response: ServerResponse) => Promise<void> {
  const { accounts, consents, site } = parts

  return async (request, response) => {
    const form = request.method === 'POST' ? readForm(request, await readBody(request)) : undefined
    const send = (answer: PlainAnswer) => sendAnswer(request, response, answer)
    const interaction = await provider.interactionDetails(request, response).catch(() => undefined)
    if (!interaction) {
      return send(
        pageAnswer(
          400,
          'Sign in',
          '<p>This sign-in has ended or belongs to another browser. Start anew.</p>',
        ),
      )
    }
    const { params, prompt } = interaction
    const text = (name: string) => (typeof params[name] === 'string' ? params[name] : undefined)
    const clientId = text('client_id') ?? ''
    const finish = (result: Record<string, unknown>, merge: boolean) =>
      provider.interactionFinished(request, response, result, { mergeWithLastSubmission: merge })

    if (form?.['action'] === 'cancel') {
      const refusal = knownRefusal(65004, { clientId })
      const redirectUri = text('redirect_uri')
      if (interaction.deviceCode !== undefined || redirectUri === undefined)
        return finish({ error: 'access_denied', error_description: refusal.text }, false)
      const address = { redirectUri, responseMode: text('response_mode'), state: text('state') }
      return send(refusalToApplication(refusal, address, site))
    }

    if (prompt.name === 'login') {
      if (!form) return send(loginPage(text('login_hint')))
      const name = (form['login'] ?? '').toLowerCase()
      const user = accounts.users.find((one) => one.uniqueName.toLowerCase() === name)
      if (!user || user.password !== form['passwd']) {
        const { code, text: reason } = knownRefusal(50126)
        return send(loginPage(form['login'], `AADSTS${code}: ${reason}`))
      }
      return finish({ login: { accountId: user.id } }, false)
    }

    const details = prompt.details as Missing
    const asked: ConsentedScopes = {
      protocol: details.missingOIDCScope ?? [],
      byResource: details.missingResourceScopes ?? {},
    }
    const client = accounts.clients.find((one) => one.clientId === clientId)
    if (!form) return send(consentPage(client?.displayName ?? clientId, asked))
    const accountId = interaction.session?.accountId ?? ''
    consents.add(accountId, clientId, asked)
    const grant = await consents.grant(provider, accountId, clientId)
    return finish({ consent: grant ? { grantId: grant.jti } : {} }, true)
  }
}

const BUTTONS = (next: string) =>
  `<p><button type="submit" name="action" value="next">${next}</button> <button type="submit" name="action" value="cancel">Cancel</button></p>`

function loginPage(name = '', problem?: string): PlainAnswer {
  const notice = problem === undefined ? '' : `<p role="alert">${escapeHtml(problem)}</p>\n`
  return pageAnswer(
    200,
    'Sign in to your account',
    `${notice}<form method="post">
<p><label>User name <input type="email" name="login" autocomplete="username" value="${escapeHtml(name)}"></label></p>
<p><label>Password <input type="password" name="passwd" autocomplete="current-password"></label></p>
${BUTTONS('Sign in')}
</form>`,
  )
}

function consentPage(application: string, asked: ConsentedScopes): PlainAnswer {
  const scopes = [...Object.values(asked.byResource).flat(), ...asked.protocol.map(fromProviderScope)]
  const lines = scopes.map((scope) => `<li>${escapeHtml(consentLine(scope))}</li>`).join('\n')
  return pageAnswer(
    200,
    'Permissions requested',
    `<p>${escapeHtml(application)} would like to:</p>
<ul>
${lines}
</ul>
<form method="post">
${hiddenField('page', 'consent')}
${BUTTONS('Accept')}
</form>`,
  )
}
