import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { findSecrets } from './find-secrets.js'
import { folderVariable, readSecrets, readWritten } from './suite-folder.js'

/**
 * Around a run of the tests (globalSetup of vitest): gives them a folder to keep in what was written and which secrets
 * there were, and at the end looks for each of these in each of those. A find fails the run.
 */
export default function setup(): () => void {
  const folder = mkdtempSync(join(tmpdir(), 'azdo-suite-'))
  process.env[folderVariable] = folder
  return () => {
    try {
      const [secrets, texts] = [readSecrets(folder), readWritten(folder)]
      const findings = findSecrets(secrets, texts)
      const size = texts.reduce((sum, { text }) => sum + text.length, 0)
      const searched = `${new Set(secrets.map(({ value }) => value)).size} secrets looked for in ${texts.length} texts (${Math.ceil(size / 1024)} KB) of the whole run`
      if (findings.length === 0) {
        console.log(`secret check: ${searched}, none found.`)
        return
      }
      // Vitest only prints what a teardown throws.
      process.exitCode = 1
      console.error(`secret check FAILED: ${searched}, ${findings.length} shown:`)
      for (const line of new Set(
        findings.map(({ test, where, kind }) => `${test}: ${where} shows a secret (${kind})`),
      ))
        console.error(`  ${line}`)
    } catch (thrown) {
      process.exitCode = 1
      throw thrown
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  }
}
