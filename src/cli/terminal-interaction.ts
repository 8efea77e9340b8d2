import { createInterface } from 'node:readline'
import type { Interaction } from '../auth/interaction.js'
import type { Connection } from '../settings/connection.js'
import type { CommandContext } from './command-context.js'
import { hasDisplay, openBrowser } from './open-browser.js'

/** What the person asked for on the command line. */
export interface SignInWish {
  /** False: `--no-browser`. */
  readonly browser: boolean
  /** `--device-code`. */
  readonly deviceCode: boolean
}

/**
 * A sign-in's talk with the person at the terminal. Everything goes to stderr. An answer is typed unseen at a prompt or,
 * without a terminal, read as a line of standard input; `stop` ends the waiting for it.
 */
export function terminalInteraction(
  context: CommandContext,
  connection: Connection,
  wish: SignInWish,
  stop: AbortSignal,
): Interaction {
  const { io, note } = context
  let isOpen = false
  return {
    way: wayOf(context, connection, wish),
    async openBrowser(url) {
      isOpen = wish.browser && (await openBrowser(url, io.env))
      return isOpen
    },
    showAddress(url) {
      note(isOpen ? 'The sign-in page is open in the browser; its address is:' : 'Sign in at this address:')
      note(url)
      // Entra shows this error to the person alone: it sends nobody to an address it does not know.
      note(
        `If the page says AADSTS50011, add the Redirect URI ${redirectUriOf(url)} to the app registration (step 4, docs/sign-in.md).`,
      )
      note('Waiting for the sign-in; Ctrl-C gives up.')
    },
    showDeviceCode({ userCode, verificationUri, expiresInSeconds }) {
      const minutes = Math.max(1, Math.round(expiresInSeconds / 60))
      note(`On any device, open ${verificationUri} and enter the code ${userCode} (good for ${minutes} min).`)
      note('Waiting for the sign-in; Ctrl-C gives up.')
    },
    askForAnswer: (prompt) =>
      io.stdin.isTTY === true ? askUnseen(context, prompt, stop) : nextLine(context, prompt, stop),
  }
}

/**
 * The way to sign in that can work here. A browser of this machine reaches the loopback listener; with a Return URL
 * elsewhere any browser will do, as the answer is pasted, but somebody has to be there to paste it. Else a device code.
 */
function wayOf(context: CommandContext, connection: Connection, wish: SignInWish): 'browser' | 'device-code' {
  if (wish.deviceCode) return 'device-code'
  if (!wish.browser || hasDisplay(context.io.env)) return 'browser'
  const isForeign = connection.returnUrl !== undefined && !isLoopbackUrl(connection.returnUrl)
  return isForeign && context.io.stdin.isTTY === true ? 'browser' : 'device-code'
}

/** The Redirect URI to register: Entra takes http://localhost for any port of it. */
function redirectUriOf(address: string): string {
  const uri = new URL(address).searchParams.get('redirect_uri') ?? 'http://localhost'
  return isLoopbackUrl(uri) && new URL(uri).hostname === 'localhost' ? 'http://localhost' : uri
}

function isLoopbackUrl(text: string): boolean {
  return URL.canParse(text) && /^(localhost|127(\.\d+){3}|\[::1\])$/.test(new URL(text).hostname)
}

/** The answer holds a one-time code: it is not shown. */
async function askUnseen(
  { io }: CommandContext,
  prompt: string,
  signal: AbortSignal,
): Promise<string | undefined> {
  const { isCancel, password } = await import('@clack/prompts')
  const answer = await password({ message: prompt, input: io.stdin, output: io.stderr, signal })
  return isCancel(answer) || answer === undefined || answer.trim() === '' ? undefined : answer
}

async function nextLine(
  { io, note }: CommandContext,
  prompt: string,
  signal: AbortSignal,
): Promise<string | undefined> {
  note(prompt)
  const lines = createInterface({ input: io.stdin, signal })
  try {
    for await (const line of lines) if (line.trim() !== '') return line
    return undefined
  } finally {
    lines.close()
  }
}
