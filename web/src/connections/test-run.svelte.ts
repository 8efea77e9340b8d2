import type { TestLine } from '../../../src/console/api-schema.js'
import { api } from '../api/endpoints.js'

/** One step of Test Connection. */
export type TestStep = Extract<TestLine, { ok: boolean }>

/** One press of Test Connection and its steps as they end. */
export class TestRun {
  steps = $state.raw<readonly TestStep[]>([])
  running = $state(false)
  passed = $state(false)
  failure = $state.raw<unknown>()
  #stop: AbortController | undefined

  constructor(private readonly name: string) {}

  /** Tests. Resolves when that has ended, however it has. */
  async start(): Promise<void> {
    this.stop()
    const stop = (this.#stop = new AbortController())
    this.steps = []
    this.running = true
    this.passed = false
    this.failure = undefined
    try {
      for await (const line of api.test(this.name, stop.signal)) {
        if ('ok' in line) this.steps = [...this.steps, line]
        else if ('error' in line) this.failure = line.error
        else this.passed = true
      }
    } catch (thrown) {
      if (!stop.signal.aborted) this.failure = thrown
    } finally {
      if (this.#stop === stop) this.running = false
    }
  }

  /** Ends it. */
  stop(): void {
    this.#stop?.abort()
    this.#stop = undefined
    this.running = false
  }
}
