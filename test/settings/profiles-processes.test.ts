import { execFile } from 'node:child_process'
import { mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import ts from 'typescript'
import { expect, test } from 'vitest'
import { openProfiles } from '../../src/settings/profiles.js'
import { readServerSettings } from '../../src/settings/server-settings.js'
import { temporaryFolder } from './temporary-home.js'

const root = resolve(import.meta.dirname, '../..')

test('several processes that add connections at once lose nothing', async () => {
  const folder = await temporaryFolder()
  const home = join(folder, 'home')
  await compileInto(folder, ['errors', 'settings'])
  await writeFile(join(folder, 'add.mjs'), adder)
  const processes = ['a', 'b', 'c', 'd']
  const run = promisify(execFile)
  await Promise.all(
    processes.map((name) =>
      run(process.execPath, [join(folder, 'add.mjs'), name], { env: { ...process.env, AZDO_HOME: home } }),
    ),
  )

  const listed = await openProfiles(readServerSettings({ AZDO_HOME: home })).list()
  const expected = processes.flatMap((name) => [1, 2, 3, 4, 5].map((n) => `${name}${n}`))
  expect(listed.map((p) => p.name).sort()).toEqual(expected)
  for (const { name, values } of listed) expect(values.PersonalAccessToken).toBe(`secret-of-${name}`)
  expect((await readdir(home)).sort(), 'nothing is left behind').toEqual([
    'connections.json',
    'connections.sealed',
    'secret.key',
  ])
})

const adder = `
import { openProfiles } from './settings/profiles.js'
import { readServerSettings } from './settings/server-settings.js'
const profiles = openProfiles(readServerSettings())
for (const n of [1, 2, 3, 4, 5]) {
  const name = process.argv[2] + n
  await profiles.add(name, { Auth: 'Pat', PersonalAccessToken: 'secret-of-' + name, Organization: 'acme' })
}
`

/** Other processes cannot run TypeScript: the folders of src/ as JavaScript, without a build of the whole. */
async function compileInto(folder: string, parts: readonly string[]): Promise<void> {
  await writeFile(join(folder, 'package.json'), '{"type":"module"}')
  await symlink(join(root, 'node_modules'), join(folder, 'node_modules'))
  const compilerOptions = { target: ts.ScriptTarget.ES2023, module: ts.ModuleKind.ESNext }
  for (const part of parts) {
    await mkdir(join(folder, part))
    for (const file of await readdir(join(root, 'src', part))) {
      const { outputText } = ts.transpileModule(await readFile(join(root, 'src', part, file), 'utf8'), {
        compilerOptions,
      })
      await writeFile(join(folder, part, file.replace(/\.ts$/, '.js')), outputText)
    }
  }
}
