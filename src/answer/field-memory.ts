import { withLock } from '../settings/home-lock.js'
import { readSealed, writeSealed } from '../settings/sealed-file.js'
import type { Connection } from '../settings/connection.js'

/** What was learned of an organization's fields: the payloads of `wit/fields`, and when (ms since 1970). */
export interface LearnedFields {
  readonly organization: string
  readonly at: number
  readonly fields: readonly unknown[]
}

const file = 'fields'

/** What is remembered of a connection's organization, or undefined when nothing is, or of another organization. */
export async function recallFields(home: string, connection: Connection): Promise<LearnedFields | undefined> {
  const all = ((await readSealed(home, file)) ?? {}) as Record<string, LearnedFields>
  const learned = all[connection.name]
  return learned?.organization === organizationAddress(connection) ? learned : undefined
}

/** Remembers the fields of a connection's organization across runs. */
export async function rememberFields(
  home: string,
  connection: Connection,
  fields: readonly unknown[],
  at: number,
): Promise<void> {
  await withLock(home, file, async () => {
    const all = ((await readSealed(home, file)) ?? {}) as Record<string, LearnedFields>
    await writeSealed(home, file, {
      ...all,
      [connection.name]: { organization: organizationAddress(connection), at, fields },
    })
  })
}

/** The address of a connection's organization: what its rows and fields are of. */
export function organizationAddress(connection: Connection): string {
  return `${connection.url}/${connection.organization}`
}
