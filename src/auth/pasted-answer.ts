import { AzdoError } from '../errors/azdo-error.js'

/**
 * What a person pasted from a foreign Return URL, as the parameters of the answer: an address (its query or its
 * fragment), such parameters alone, or the code alone. The state of an address must be that of this sign-in; a code
 * alone has none, and PKCE binds it. Error: SIGN_IN_REFUSED.
 */
export function readPastedAnswer(text: string, state: string): URLSearchParams {
  const pasted = text.trim().replace(/^["'<]+|["'>]+$/g, '')
  const parameters = parametersOf(pasted)
  if (parameters === undefined) {
    if (!/[\s/]/.test(pasted)) return new URLSearchParams({ code: pasted })
    throw refused('has no code in it')
  }
  if (!parameters.has('code') && !parameters.has('error')) throw refused('has no code in it')
  if (parameters.get('state') !== state)
    throw refused('is not the answer to this sign-in (its state is another)')
  return parameters
}

function parametersOf(pasted: string): URLSearchParams | undefined {
  if (/^https?:\/\//i.test(pasted) && URL.canParse(pasted)) {
    const { searchParams, hash } = new URL(pasted)
    const isQuery = searchParams.has('code') || searchParams.has('error')
    return isQuery ? searchParams : new URLSearchParams(hash.slice(1))
  }
  return /(^|[?#&])(code|error|state)=/.test(pasted)
    ? new URLSearchParams(pasted.replace(/^[^?#]*[?#]/, ''))
    : undefined
}

function refused(why: string): AzdoError {
  return new AzdoError('SIGN_IN_REFUSED', `What was pasted ${why}.`, {
    hint: 'Repeat step 8 (Generate Token), sign in at the address it shows, and paste the address the browser ends at.',
  })
}
