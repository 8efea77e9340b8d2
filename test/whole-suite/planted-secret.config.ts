import { defineConfig, mergeConfig } from 'vitest/config'
import suite from '../../vitest.config.js'

/** The suite's own settings, for that one file. */
export default mergeConfig(
  { ...suite, test: { ...suite.test, include: [] } },
  defineConfig({ test: { include: ['test/whole-suite/planted-secret.ts'] } }),
)
