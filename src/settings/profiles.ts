import { AzdoError } from '../errors/azdo-error.js'
import { nearestName } from '../errors/nearest-name.js'
import { canonicalValues } from './canonical-values.js'
import { checkConnectionName } from './connection-name.js'
import { parseConnection, type Connection } from './connection.js'
import { withLock } from './home-lock.js'
import { readProfiles, writeProfiles, type StoredProfile, type StoredProfiles } from './profiles-file.js'
import { overrideName, type ServerSettings } from './server-settings.js'

/** A connection that is set up: stored in the home, given by the environment, or both. */
export interface Profile {
  readonly name: string
  /** Values in effect by canonical key, secrets in the clear: see masked() in connection-settings.ts. No defaults. */
  readonly values: Readonly<Record<string, string>>
  readonly isDefault: boolean
  /** Keys whose value comes from the environment. */
  readonly fromEnvironment: readonly string[]
}

/**
 * The connections that are set up. Names are found in any case and kept as typed. Every call reads the files anew and
 * every change holds a lock, so several processes may change at once. All calls may fail with HOME_UNUSABLE and
 * FILE_UNUSABLE; those that take a name of an existing connection with CONNECTION_UNKNOWN.
 */
export interface Profiles {
  /** In the order added, those of the environment alone last. */
  list(): Promise<Profile[]>
  /** The one of that name, or the default. */
  get(name?: string): Promise<Profile>
  /** The same as a checked connection. Errors also as parseConnection. */
  connection(name?: string): Promise<Connection>
  /** The first becomes the default. Errors: CONNECTION_NAME_INVALID, CONNECTION_EXISTS, and as parseConnection. */
  add(name: string, values: Readonly<Record<string, string>>): Promise<Profile>
  /** Changes the values given and keeps the others; an empty value removes the setting. Errors as parseConnection. */
  edit(name: string, values: Readonly<Record<string, string>>): Promise<Profile>
  /** When it was the default, the one after it becomes the default, or else the first. */
  remove(name: string): Promise<void>
  setDefault(name: string): Promise<void>
}

/** The connections of a home, with what the environment adds to them. Touches no file until it is used. */
export function openProfiles(server: ServerSettings): Profiles {
  const { home, connectionOverrides } = server

  const change = (make: (stored: StoredProfiles) => StoredProfiles): Promise<void> =>
    withLock(home, 'connections', async () => {
      const stored = await readProfiles(home)
      await writeProfiles(home, stored, make(stored))
    })

  const effective = (stored: StoredProfiles): Profile[] => {
    const own = stored.profiles.map(({ name, values }) => ({
      name,
      values,
      over: connectionOverrides[overrideName(name)],
    }))
    const names = new Set(own.map(({ name }) => overrideName(name)))
    const added = Object.entries(connectionOverrides)
      .filter(([name]) => !names.has(name))
      .map(([name, over]) => ({ name, values: {}, over }))
    const every = [...own, ...added]
    const isChosen = (name: string): boolean =>
      stored.defaultName !== undefined && same(name, stored.defaultName)
    const standard = every.find(({ name }) => isChosen(name)) ?? every[0]
    return every.map(({ name, values, over = {} }) => ({
      name,
      values: { ...values, ...over },
      isDefault: name === standard?.name,
      fromEnvironment: Object.keys(over),
    }))
  }

  const list = async (): Promise<Profile[]> => effective(await readProfiles(home))

  const get = async (name?: string): Promise<Profile> => {
    const profiles = await list()
    const found = profiles.find((profile) =>
      name === undefined ? profile.isDefault : same(profile.name, name),
    )
    if (found) return found
    throw unknown(name, profiles)
  }

  /** Refuses values that make no connection, with the environment's taken into account. */
  const check = (name: string, values: Readonly<Record<string, string>>): void => {
    parseConnection(name, { ...values, ...connectionOverrides[overrideName(name)] })
  }

  /** Where a stored connection of that name is. */
  const at = (stored: StoredProfiles, name: string): number => {
    const index = stored.profiles.findIndex((profile) => same(profile.name, name))
    if (index >= 0) return index
    const profiles = effective(stored)
    if (profiles.some((profile) => same(profile.name, name))) {
      throw new AzdoError(
        'CONNECTION_UNKNOWN',
        `The connection ${name} is given by environment variables only.`,
        {
          hint: `Change the variables AZDO_CONNECTION_${overrideName(name).toUpperCase()}_…, or add a connection of that name.`,
        },
      )
    }
    throw unknown(name, profiles)
  }

  return {
    list,
    get,
    async connection(name) {
      const profile = await get(name)
      return parseConnection(profile.name, profile.values)
    },
    async add(name, values) {
      checkConnectionName(name)
      const kept = withoutEmpty(canonicalValues(name, values))
      check(name, kept)
      await change((stored) => {
        const twin = stored.profiles.find((profile) => same(profile.name, name))
        if (twin) {
          throw new AzdoError('CONNECTION_EXISTS', `A connection ${twin.name} is set up already.`, {
            hint: `Choose another name, or change it with: azdo connection edit ${twin.name} --set Key=Value`,
          })
        }
        const defaultName = effective(stored).length === 0 ? name : stored.defaultName
        return { defaultName, profiles: [...stored.profiles, { name, values: kept }] }
      })
      return get(name)
    },
    async edit(name, values) {
      const changed = canonicalValues(name, values)
      await change((stored) => {
        const index = at(stored, name)
        const before = stored.profiles[index]!
        const after: StoredProfile = {
          name: before.name,
          values: withoutEmpty({ ...before.values, ...changed }),
        }
        check(before.name, after.values)
        return { ...stored, profiles: stored.profiles.with(index, after) }
      })
      return get(name)
    },
    async remove(name) {
      await change((stored) => {
        const index = at(stored, name)
        const wasDefault = effective(stored)[index]!.isDefault
        const profiles = stored.profiles.toSpliced(index, 1)
        return {
          defaultName: wasDefault ? (profiles[index] ?? profiles[0])?.name : stored.defaultName,
          profiles,
        }
      })
    },
    async setDefault(name) {
      await change((stored) => {
        const profiles = effective(stored)
        const found = profiles.find((profile) => same(profile.name, name))
        if (!found) throw unknown(name, profiles)
        return { ...stored, defaultName: found.name }
      })
    },
  }
}

function same(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase()
}

function withoutEmpty(values: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== ''))
}

function unknown(name: string | undefined, profiles: readonly Profile[]): AzdoError {
  if (profiles.length === 0) {
    const message =
      name === undefined ? 'No connection is set up.' : `There is no connection ${name}; none is set up.`
    return new AzdoError('CONNECTION_UNKNOWN', message, {
      hint: 'Add one with: azdo connection add NAME --auth …',
    })
  }
  const names = profiles.map((profile) => profile.name)
  const near = name === undefined ? undefined : nearestName(name, names)
  return new AzdoError('CONNECTION_UNKNOWN', `There is no connection ${name}.`, {
    hint: near ? `Did you mean ${near}?` : `The connections are ${names.join(', ')}.`,
  })
}
