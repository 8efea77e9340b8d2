import type { ApiError, Token, TokenRequest, TokenStep } from '../../../src/console/api-schema.js'
import { api } from '../api/endpoints.js'

/** What the person has to do now. */
export type TokenAsk = Extract<TokenStep, { step: 'open' | 'device' | 'paste' }>

/** One press of Generate Token and what came of it; the token itself never comes here. */
export class TokenRun {
  /** The newest of each kind, in the order they came. */
  asks = $state.raw<readonly TokenAsk[]>([])
  running = $state(false)
  failure = $state.raw<unknown>()
  cancelled = $state(false)
  done = $state.raw<Token>()
  /** Whether the browser refused to open the sign-in window. */
  blocked = $state(false)
  #stop: AbortController | undefined

  constructor(private readonly name: string) {}

  /** Signs in. Resolves when that has ended, however it has. */
  async start(request: TokenRequest): Promise<void> {
    this.stop()
    const stop = (this.#stop = new AbortController())
    this.asks = []
    this.running = true
    this.failure = this.done = undefined
    this.cancelled = this.blocked = false
    try {
      for await (const step of api.generateToken(this.name, request, stop.signal)) this.#take(step)
    } catch (thrown) {
      if (!stop.signal.aborted) this.failure = thrown
    } finally {
      if (this.#stop === stop) {
        this.running = false
        this.asks = []
      }
    }
  }

  /** Hands on what was pasted. Throws ApiError. */
  async answer(value: string): Promise<void> {
    await api.answerToken(this.name, { value })
  }

  /** Gives up; the server is told by the end of the request. */
  cancel(): void {
    this.stop()
    this.cancelled = true
  }

  /** As cancel, when nobody looks any more. */
  stop(): void {
    this.#stop?.abort()
    this.#stop = undefined
    this.running = false
    this.asks = []
  }

  #take(step: TokenStep): void {
    if (step.step === 'done') this.done = step.token
    else if (step.step === 'failed') this.failure = step.error satisfies ApiError
    else {
      this.asks = [...this.asks.filter((ask) => ask.step !== step.step), step]
      // The press of the button lets one window open; the link beside it serves where the browser refuses.
      if (step.step === 'open') this.blocked = window.open(step.url, '_blank') === null
    }
  }
}
