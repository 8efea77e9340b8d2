import { readSealed, writeSealed } from '../settings/sealed-file.js'

/** What clients log in with, through the gateway or directly. */
export interface ClientRole {
  readonly name: string
  readonly password: string
}

const file = 'client-role'

/**
 * The client role of the database that this home's azdo used last; undefined when none was used yet. Asks no database.
 * Errors: HOME_UNUSABLE, FILE_UNUSABLE.
 */
export async function readClientRole(home: string): Promise<ClientRole | undefined> {
  const held = (await readSealed(home, file)) as Partial<ClientRole> | undefined
  return typeof held?.name === 'string' && typeof held.password === 'string'
    ? { name: held.name, password: held.password }
    : undefined
}

/** Keeps the client role for readClientRole. Errors: HOME_UNUSABLE, FILE_UNUSABLE. */
export async function keepClientRole(home: string, role: ClientRole): Promise<void> {
  const held = await readClientRole(home)
  if (held?.name === role.name && held.password === role.password) return
  await writeSealed(home, file, { name: role.name, password: role.password })
}
