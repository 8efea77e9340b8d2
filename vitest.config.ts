import { defineConfig } from 'vitest/config'

const hooks = new URL('test/whole-suite/typescript-in-threads.mjs', import.meta.url).href
const register = `import { register } from 'node:module'; register(${JSON.stringify(hooks)})`

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    testTimeout: 120_000,
    hookTimeout: 180_000,
    pool: 'forks',
    execArgv: ['--import', `data:text/javascript,${encodeURIComponent(register)}`],
    globalSetup: ['test/whole-suite/secret-check.ts'],
    setupFiles: ['test/whole-suite/record-process.ts'],
  },
})
