import type { PlainAnswer } from '../../server/send-answer.js'
import { entraErrorBody, type EntraRefusal, type EntraSite } from '../entra-error.js'
import { escapeHtml, hiddenField, pageAnswer } from '../html-page.js'

/** How and where the answer to an authorization request goes. */
export interface ReturnAddress {
  redirectUri: string
  /** query (also when undefined), fragment or form_post. */
  responseMode: string | undefined
  state: string | undefined
}

/** A refusal that the browser carries back to the application. */
export function refusalToApplication(
  refusal: EntraRefusal,
  address: ReturnAddress,
  site: EntraSite,
): PlainAnswer {
  const body = entraErrorBody(refusal, site, undefined)
  return toApplication(
    {
      error: refusal.error,
      error_description: String(body['error_description']),
      ...(refusal.code === 65004 ? { error_subcode: 'cancel' } : {}),
      error_uri: String(body['error_uri']),
      ...(address.state === undefined ? {} : { state: address.state }),
    },
    address,
  )
}

/** A refusal that the application is not told, as it is not certain that the address is its own. */
export function refusalPage(refusal: EntraRefusal, site: EntraSite): PlainAnswer {
  const body = entraErrorBody(refusal, site, undefined)
  const details = [
    ['Request Id', body['trace_id']],
    ['Correlation Id', body['correlation_id']],
    ['Timestamp', body['timestamp']],
    ['Message', String(body['error_description']).split('\r\n')[0]],
  ]
  const content = details.map(([name, value]) => `<p>${name}: ${escapeHtml(String(value))}</p>`).join('\n')
  return pageAnswer(400, 'Sorry, but we’re having trouble signing you in.', content)
}

function toApplication(values: Record<string, string>, address: ReturnAddress): PlainAnswer {
  const { redirectUri, responseMode } = address
  if (responseMode === 'form_post') {
    const fields = Object.entries(values).map(([name, value]) => hiddenField(name, value))
    const form = `<form method="post" action="${escapeHtml(redirectUri)}">${fields.join('')}<button type="submit">Continue</button></form>`
    return pageAnswer(200, 'Working...', form)
  }
  const target = new URL(redirectUri)
  if (responseMode === 'fragment') target.hash = new URLSearchParams(values).toString()
  else for (const [name, value] of Object.entries(values)) target.searchParams.set(name, value)
  return { status: 302, headers: { Location: target.href, 'Cache-Control': 'no-store' }, body: '' }
}
