import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'

/*
 * Hooks of Node's module loader (Node.js documentation, "Customization Hooks"). Threads that the program starts do not go
 * through vitest: here they find the TypeScript that a test runs, not what was built of it before.
 */

export async function resolve(specifier, context, next) {
  try {
    return await next(specifier, context)
  } catch (thrown) {
    if (thrown.code !== 'ERR_MODULE_NOT_FOUND' || !specifier.endsWith('.js')) throw thrown
    return next(specifier.replace(/\.js$/, '.ts'), context)
  }
}

export async function load(url, context, next) {
  if (!url.startsWith('file:') || !url.endsWith('.ts')) return next(url, context)
  const { default: ts } = await import('typescript')
  const { outputText } = ts.transpileModule(await readFile(fileURLToPath(url), 'utf8'), {
    compilerOptions: {
      module: ts.ModuleKind.ESNext,
      target: ts.ScriptTarget.ES2022,
      verbatimModuleSyntax: true,
    },
  })
  return { format: 'module', source: outputText, shortCircuit: true }
}
