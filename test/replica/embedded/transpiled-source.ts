import { chmod, mkdir, mkdtemp, readdir, readFile, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import ts from 'typescript'

const root = join(import.meta.dirname, '../../..')

/**
 * The parts of `src/` that the replica stands on as JavaScript in a temporary folder, so that a test can run them in
 * processes of their own. Returns the folder; the caller removes it.
 */
export async function transpileReplica(): Promise<string> {
  const target = await mkdtemp(join(tmpdir(), 'azdo-transpiled-'))
  await chmod(target, 0o755)
  await writeFile(join(target, 'package.json'), '{"type":"module"}')
  await symlink(join(root, 'node_modules'), join(target, 'node_modules'))
  for (const folder of ['errors', 'events', 'settings', 'tables', 'replica']) {
    const files = await readdir(join(root, 'src', folder), { recursive: true })
    for (const file of files.filter((name) => name.endsWith('.ts'))) {
      const text = await readFile(join(root, 'src', folder, file), 'utf8')
      const { outputText } = ts.transpileModule(text, {
        compilerOptions: {
          target: ts.ScriptTarget.ES2023,
          module: ts.ModuleKind.ESNext,
          verbatimModuleSyntax: true,
        },
      })
      const path = join(target, 'src', folder, file.replace(/\.ts$/, '.js'))
      await mkdir(dirname(path), { recursive: true })
      await writeFile(path, outputText)
    }
  }
  return target
}
