import type { Health } from '../../../src/console/api-schema.js'
import { api } from '../api/endpoints.js'
import { session } from '../api/session.svelte.js'
import { afterEvent, noHealth } from './health-state.js'

const pauseMs = 2_000

/** What goes on, as it changes. It listens until `stop`, and again after a lost connection. */
export class LiveHealth {
  health = $state.raw<Health>(noHealth)
  state = $state<'connecting' | 'live' | 'lost'>('connecting')
  /** When the newest list of sessions came, by this browser's clock: durations in it go on from there. */
  sessionsAt = $state(0)
  readonly #stop = new AbortController()

  constructor() {
    void this.#listen()
  }

  stop(): void {
    this.#stop.abort()
  }

  async #listen(): Promise<void> {
    const { signal } = this.#stop
    while (!signal.aborted && session.state === 'open') {
      try {
        for await (const line of api.events(signal)) {
          this.state = 'live'
          if ('health' in line || 'sessions' in line) this.sessionsAt = performance.now()
          this.health = afterEvent(this.health, line)
        }
      } catch {
        // Whatever it was, the answer is the same: say so, and try again.
      }
      if (signal.aborted) return
      this.state = 'lost'
      await new Promise((resolve) => setTimeout(resolve, pauseMs))
    }
  }
}
