#!/usr/bin/env node
import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const built = fileURLToPath(new URL('../dist/src/main.js', import.meta.url))
if (!existsSync(built)) {
  process.stderr.write('azdo: this checkout is not built yet. Run: npm install && npm run build\n')
  process.exit(1)
}
const { main } = await import('../dist/src/main.js')
const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'))
process.exitCode = await main(process.argv.slice(2), version)
