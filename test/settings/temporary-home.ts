import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'

/** A new folder that is gone after the test. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'azdo-settings-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return folder
}

/** A home that does not exist yet, in a folder that is gone after the test. */
export async function temporaryHome(): Promise<string> {
  return join(await temporaryFolder(), 'home')
}
