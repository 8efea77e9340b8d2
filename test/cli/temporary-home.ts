import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { recordHome } from '../whole-suite/record-home.js'

/** A new folder that is gone after the test. */
export async function temporaryHome(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'azdo-cli-'))
  onTestFinished(async () => {
    await recordHome(folder)
    await rm(folder, { recursive: true, force: true })
  })
  return folder
}
