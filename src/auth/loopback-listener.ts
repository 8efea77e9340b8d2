import { createServer, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { AzdoError } from '../errors/azdo-error.js'

/** A web server on this machine that waits for the browser to come back from the sign-in page. */
export interface LoopbackListener {
  /** What the provider is told, letter by letter. */
  readonly redirectUri: string
  /**
   * The parameters of the answer that has the state of this sign-in, a code or a refusal; others are turned away.
   * Errors: SIGN_IN_REFUSED when none comes in time, STATEMENT_CANCELED.
   */
  answer(signal?: AbortSignal): Promise<URLSearchParams>
  close(): Promise<void>
}

/** A person may have to look for a phone; an authorization page does not live longer either. In ms. */
const patience = 10 * 60_000

/**
 * Listens on this machine only, also on ::1 where there is one, since browsers may take `localhost` for either. The
 * port is the Return URL's; a Return URL without one gets a free port, which providers must accept (RFC 8252, 7.3;
 * Entra for http://localhost: "Redirect URI (reply URL) outline and restrictions"). Error: PORT_UNUSABLE.
 */
export async function openLoopbackListener(
  state: string,
  returnUrl = 'http://localhost',
): Promise<LoopbackListener> {
  const url = new URL(returnUrl)
  const givenPort = /^https?:\/\/[^/?#]*:(\d+)([/?#]|$)/i.exec(returnUrl)?.[1]
  if (url.protocol === 'https:') throw noTls(returnUrl)
  let settle: ((answer: URLSearchParams) => void) | undefined
  const answered = new Promise<URLSearchParams>((resolve) => (settle = resolve))

  const serve = (server: Server): Server =>
    server.on('request', (request, response) => {
      const asked = new URL(request.url ?? '/', 'http://localhost')
      const isAnswer = asked.searchParams.has('code') || asked.searchParams.has('error')
      if (request.method !== 'GET' || asked.pathname !== url.pathname || !isAnswer) {
        return page(response, 404, 'Nothing is here.', 'The sign-in goes on in its own window.')
      }
      if (settle === undefined || asked.searchParams.get('state') !== state) {
        const text =
          'This answer does not belong to the sign-in that is under way. You can close this window.'
        return page(response, 400, 'Not this sign-in', text)
      }
      const done = settle
      settle = undefined
      const refused = !asked.searchParams.get('code')
      page(
        response,
        200,
        refused ? 'The sign-in was refused' : 'The sign-in is done',
        refused
          ? 'No access was given. You can close this window; azdo says what to do next.'
          : 'You can close this window and go back to azdo.',
        () => done(asked.searchParams),
      )
    })

  const host = url.hostname === '[::1]' ? '::1' : url.hostname === 'localhost' ? '127.0.0.1' : url.hostname
  const first = serve(createServer())
  const port = await listen(first, host, Number(givenPort ?? 0)).catch((cause: unknown) => {
    throw new AzdoError('PORT_UNUSABLE', `Return URL ${returnUrl} cannot be listened on.`, {
      hint: 'End the program that uses its port, or set ReturnUrl to http://localhost: a free port is taken then.',
      cause,
    })
  })
  const servers = [first]
  if (url.hostname === 'localhost') {
    const second = serve(createServer())
    await listen(second, '::1', port).then(
      () => servers.push(second),
      () => undefined,
    )
  }
  const redirectUri =
    givenPort !== undefined ? returnUrl : returnUrl.replace(/^(http:\/\/[^/?#]*)/i, `$1:${port}`)

  return {
    redirectUri,
    answer: async (signal) => {
      let end = (): void => {}
      const given = new Promise<never>((_, reject) => {
        const hint = 'Repeat step 8 (Generate Token), and sign in at the address it shows.'
        const late = new AzdoError('SIGN_IN_REFUSED', 'Nobody signed in within 10 minutes.', { hint })
        const timer = setTimeout(() => reject(late), patience)
        const stop = (): void => reject(new AzdoError('STATEMENT_CANCELED', 'The sign-in was cancelled.'))
        end = () => {
          clearTimeout(timer)
          signal?.removeEventListener('abort', stop)
        }
        if (signal?.aborted) stop()
        else signal?.addEventListener('abort', stop, { once: true })
      })
      return Promise.race([answered, given]).finally(end)
    },
    close: async () => {
      await Promise.all(
        servers.map(
          (server) =>
            new Promise<void>((closed) => {
              server.close(() => closed())
              server.closeAllConnections()
            }),
        ),
      )
    },
  }
}

function listen(server: Server, host: string, port: number): Promise<number> {
  return new Promise((listening, failed) => {
    server.once('error', failed)
    server.listen({ host, port, ipv6Only: host === '::1' }, () => {
      server.off('error', failed)
      listening((server.address() as AddressInfo).port)
    })
  })
}

/** The page has no script and loads nothing; the code in its address goes nowhere from here. */
function page(
  response: ServerResponse,
  status: number,
  title: string,
  text: string,
  sent: () => void = () => {},
): void {
  response.writeHead(status, {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'",
    'referrer-policy': 'no-referrer',
    'cache-control': 'no-store',
    connection: 'close',
  })
  response.end(
    `<!doctype html><html lang="en"><meta charset="utf-8"><title>${title}</title>` +
      `<body style="font-family: sans-serif; margin: 4em auto; max-width: 30em"><h1>${title}</h1><p>${text}</p></body></html>\n`,
    sent,
  )
}

function noTls(returnUrl: string): AzdoError {
  return new AzdoError('SETTING_INVALID', `Return URL ${returnUrl} is https on this machine.`, {
    hint: 'Use http://localhost as Return URL and as Redirect URI (step 4): what goes to it does not leave the machine.',
  })
}
