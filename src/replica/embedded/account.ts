import { readFile } from 'node:fs/promises'
import { AzdoError } from '../../errors/azdo-error.js'

/** The operating system account that PostgreSQL runs under when it is not the caller's own. */
export interface Account {
  readonly name: string
  readonly uid: number
  readonly gid: number
}

/**
 * The account to run PostgreSQL under: undefined means the caller's own. PostgreSQL refuses to run as root
 * (PostgreSQL manual, "The PostgreSQL User Account"), so root uses `postgres`, or `nobody` where there is none.
 * Error: DATABASE_UNAVAILABLE when root has neither.
 */
export async function serverAccount(): Promise<Account | undefined> {
  if (process.getuid?.() !== 0) return undefined
  const accounts = parsePasswd(await readFile('/etc/passwd', 'utf8').catch(() => ''))
  const account =
    accounts.find((found) => found.name === 'postgres') ?? accounts.find((found) => found.name === 'nobody')
  if (account) return account
  throw new AzdoError(
    'DATABASE_UNAVAILABLE',
    'PostgreSQL refuses to run as root, and this machine has no user postgres or nobody.',
    { hint: 'Run azdo as an ordinary user, or name a PostgreSQL server with --database-url.' },
  )
}

/** The accounts of a passwd file, root's own left out. Lines are `name:password:uid:gid:…` (passwd(5)). */
export function parsePasswd(text: string): Account[] {
  return text.split('\n').flatMap((line) => {
    const [name = '', , uid, gid] = line.split(':')
    return /^\d+$/.test(uid ?? '') && /^\d+$/.test(gid ?? '') && uid !== '0'
      ? [{ name, uid: Number(uid), gid: Number(gid) }]
      : []
  })
}
