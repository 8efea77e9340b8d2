import type { KoaContextWithOIDC } from 'oidc-provider'
import { escapeHtml, hiddenField, htmlPage } from '../html-page.js'

/** Path, below the tenant's, of the page where a person enters a device's code. */
export const DEVICE_PAGE = '/oauth2/v2.0/deviceauth'

/** What the page says after something went wrong, by the name of the provider's error. */
const NOTICES: Readonly<Record<string, string>> = {
  NoCodeError: 'Enter the code that your app or device shows.',
  NotFoundError: "That code didn't work. Check the code and try again.",
  ExpiredError: 'That code has expired. Have your app or device show a new one.',
  AlreadyUsedError: 'That code has already been used. Have your app or device show a new one.',
  AbortedError: 'You have cancelled the sign-in. You can close this window.',
}

/** Secret of the browser's session that its forms must carry. */
const formSecret = (ctx: KoaContextWithOIDC): string =>
  String((ctx.oidc.session?.['state'] as { secret?: unknown } | undefined)?.secret ?? '')

function show(ctx: KoaContextWithOIDC, title: string, content: string): void {
  ctx.type = 'html'
  ctx.body = htmlPage(title, content)
}

/** Asks for the code; after an error says what was wrong. Fields: `user_code` and the hidden `xsrf`. */
export function showCodeEntry(ctx: KoaContextWithOIDC, thrown: Error | undefined): void {
  const name = thrown?.name ?? ''
  const notice =
    thrown === undefined
      ? ''
      : `<p role="alert">${escapeHtml(NOTICES[name] ?? 'The sign-in has failed. Start anew.')}</p>\n`
  if (name === 'AbortedError') return show(ctx, 'Sign-in cancelled', notice)
  show(
    ctx,
    'Enter code',
    `${notice}<form method="post" action="${escapeHtml(ctx.oidc.urlFor('code_verification'))}">
${hiddenField('xsrf', formSecret(ctx))}
<p><label>Code <input type="text" name="user_code" autocomplete="off"></label></p>
<p><button type="submit">Next</button></p>
</form>`,
  )
}

/** Asks whether the person means this application. Buttons: `confirm=yes`, `abort=yes`. */
export function showCodeConfirmation(ctx: KoaContextWithOIDC, application: string, userCode: string): void {
  show(
    ctx,
    'Are you trying to sign in?',
    `<p>Code ${escapeHtml(userCode)}: ${escapeHtml(application)}</p>
<form method="post" action="${escapeHtml(ctx.oidc.urlFor('code_verification'))}">
${hiddenField('xsrf', formSecret(ctx))}
${hiddenField('user_code', userCode)}
<p><button type="submit" name="confirm" value="yes">Continue</button> <button type="submit" name="abort" value="yes">Cancel</button></p>
</form>`,
  )
}

/** The end of it. */
export function showDeviceSuccess(ctx: KoaContextWithOIDC): void {
  show(ctx, 'You have signed in', '<p>You may now close this window.</p>')
}
