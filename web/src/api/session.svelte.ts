import type { SessionAnswer } from '../../../src/console/api-schema.js'

/** `starting` until the server has answered; `none` when the one-time link is needed. */
export type SessionState = 'starting' | 'open' | 'none'

let state = $state<SessionState>('starting')
let facts = $state.raw<{ version: string; gateway: SessionAnswer['gateway'] | undefined }>({
  version: '',
  gateway: undefined,
})
let csrf = ''

/** The session of this browser with the console. The cookie itself is out of reach of these pages. */
export const session = {
  get state(): SessionState {
    return state
  },
  get version(): string {
    return facts.version
  },
  get gateway(): SessionAnswer['gateway'] | undefined {
    return facts.gateway
  },
  get csrf(): string {
    return csrf
  },
  opened(answer: SessionAnswer): void {
    csrf = answer.csrf
    facts = { version: answer.version, gateway: answer.gateway }
    state = 'open'
  },
  /** The server no longer knows this browser. */
  lost(): void {
    csrf = ''
    state = 'none'
  },
}
