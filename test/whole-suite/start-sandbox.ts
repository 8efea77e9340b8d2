import * as sandbox from '../../sandbox/sandbox.js'
import { recordSandbox } from './suite-record.js'

export type { Sandbox, SandboxInfo, SandboxOptions } from '../../sandbox/sandbox.js'
export { SandboxError } from '../../sandbox/sandbox.js'

/** Starts a sandbox, as every test does: its secrets must be seen nowhere in the whole run. */
export async function startSandbox(options: sandbox.SandboxOptions): Promise<sandbox.Sandbox> {
  const started = await sandbox.startSandbox(options)
  recordSandbox(started.info)
  return started
}
