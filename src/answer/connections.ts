import { createCredential, type Credential } from '../auth/credential.js'
import { asAzdoError, AzdoError } from '../errors/azdo-error.js'
import type { Events } from '../events/events.js'
import type { Catalog } from '../planner/catalog.js'
import type { Replica } from '../replica/replica.js'
import { createRestClient, type RestClient } from '../rest/rest-client.js'
import type { Connection } from '../settings/connection.js'
import type { Profiles } from '../settings/profiles.js'
import { tablesWith } from '../tables/catalog.js'
import type { TableDefinition } from '../tables/table-definition.js'
import { accessFingerprint } from './access-fingerprint.js'
import { organizationAddress, recallFields, rememberFields } from './field-memory.js'

/** The connections of this AZDO_HOME, each with its client, its tables and its schema in the replica. */
export interface Connections {
  readonly catalog: Catalog
  names(): readonly string[]
  /** Errors: CONNECTION_UNKNOWN. */
  client(connection: string): RestClient
  defaultProject(connection: string): string | undefined
  /**
   * Brings clients and schemas in line with the profiles, and learns the custom fields of organizations that were not
   * asked lately. An organization that cannot be asked keeps the columns known of it; its failure is reported as an
   * event, and again by the first statement that needs it. Calls at the same time share one run.
   */
  refresh(): Promise<void>
  close(): Promise<void>
}

export interface ConnectionsParts {
  readonly home: string
  readonly profiles: Profiles
  readonly replica: Replica
  readonly events: Events
  /** Of this program: what one version has read another may read differently. */
  readonly version: string
}

interface Open {
  readonly settings: string
  readonly connection: Connection
  readonly credential: Credential
  readonly client: RestClient
  /** See accessFingerprint. */
  access: string
  tables: readonly TableDefinition[]
  /** When the fields were last learned, or tried, ms since 1970. */
  learnedAt: number
  triedAt: number
}

/** Custom fields change rarely: asking every ten minutes keeps new columns from being far away. */
const learnEveryMs = 10 * 60_000
/** After a failure, sessions that open in quick succession must not each wait for it again. */
const retryAfterMs = 60_000
/** A session's opening waits no longer than this for an organization to name its fields: the default connection's, */
const learnTimeoutMs = 10_000
/** and those of the others, which may go on in the background. */
const othersWaitMs = 2_000

export function createConnections(parts: ConnectionsParts): Connections {
  const { home, profiles, replica, events, version } = parts
  const open = new Map<string, Open>()
  const retired: RestClient[] = []
  /** Why a connection that is set up cannot be used. */
  const faults = new Map<string, AzdoError>()
  /** Connections whose rows the replica holds, set up here or not. */
  let kept: readonly string[] = []
  let running: Promise<void> | undefined
  let defaultSet: string | undefined | null = null

  const unusable = (name: string): AzdoError =>
    faults.get(name) ??
    new AzdoError('CONNECTION_UNKNOWN', `No connection "${name}" is set up.`, {
      hint: 'See: azdo connection list',
    })

  const find = (name: string): Open => {
    const found = open.get(name)
    if (!found) throw unusable(name)
    return found
  }

  /** Statements under way go on with the settings they began with; so its client is closed at the end only. */
  const retire = (name: string): void => {
    const known = open.get(name)
    if (known) retired.push(known.client)
    open.delete(name)
  }

  const bringInLine = async (): Promise<void> => {
    const listed = await profiles.list()
    for (const name of [...open.keys(), ...faults.keys()]) {
      if (listed.some((profile) => profile.name === name)) continue
      retire(name)
      faults.delete(name)
      await replica.dropConnection(name)
    }
    for (const profile of listed) {
      const settings = JSON.stringify(profile.values)
      if (open.get(profile.name)?.settings === settings) {
        await lookAgain(profile.name)
        continue
      }
      try {
        const connection = await profiles.connection(profile.name)
        const credential = createCredential(connection, { home, events })
        const learned = await recallFields(home, connection)
        retire(profile.name)
        open.set(profile.name, {
          settings,
          connection,
          credential,
          access: await accessFingerprint(connection, credential, version),
          client: createRestClient(connection, { credential, events }),
          tables: tablesWith(learned?.fields ?? []),
          learnedAt: learned?.at ?? 0,
          triedAt: 0,
        })
        await define(profile.name)
        faults.delete(profile.name)
      } catch (thrown) {
        faults.set(profile.name, asAzdoError(thrown))
        retire(profile.name)
        report(profile.name, thrown)
      }
    }
    kept = await replica.connections()
    const preferred = listed.find((profile) => profile.isDefault && open.has(profile.name))?.name
    if (preferred !== defaultSet) {
      await replica.setDefaultConnection(preferred)
      defaultSet = preferred
    }
    const others = [...open.keys()].filter((name) => name !== preferred).map(learn)
    await Promise.all([
      preferred === undefined ? undefined : learn(preferred),
      atMost(othersWaitMs, Promise.all(others)),
    ])
  }

  const define = async (name: string): Promise<void> => {
    const { tables, connection, access } = find(name)
    await replica.defineConnection(name, tables, connection.project, organizationAddress(connection), access)
  }

  /** The same settings may stand for another person after a new sign-in. */
  const lookAgain = async (name: string): Promise<void> => {
    const known = find(name)
    const access = await accessFingerprint(known.connection, known.credential, version)
    if (access === known.access) return
    known.access = access
    await define(name)
  }

  const learn = async (name: string): Promise<void> => {
    const known = find(name)
    const now = Date.now()
    if (now - known.learnedAt < learnEveryMs || now - known.triedAt < retryAfterMs) return
    known.triedAt = now
    try {
      const answer = await known.client.json<{ value?: readonly unknown[] }>({
        host: 'core',
        method: 'GET',
        path: '/_apis/wit/fields',
        signal: AbortSignal.timeout(learnTimeoutMs),
      })
      const fields = customFieldsOf(answer.body?.value ?? [])
      known.learnedAt = now
      await rememberFields(home, known.connection, fields, now)
      const tables = tablesWith(fields)
      if (JSON.stringify(tables) !== JSON.stringify(known.tables)) {
        known.tables = tables
        await define(name)
      }
    } catch (thrown) {
      report(name, thrown)
    }
  }

  const report = (connection: string, thrown: unknown): void => {
    const { code, message } = asAzdoError(thrown)
    events.emit({ type: 'schema.failed', connection, code, message })
  }

  return {
    catalog: {
      find(schema, relation) {
        const known = open.get(schema)
        // Rows that nobody can bring up to date any more are not to be shown as if they were.
        if (!known && (faults.has(schema) || kept.includes(schema))) throw unusable(schema)
        const table = known?.tables.find(({ name }) => name === relation)
        return table && { connection: schema, table }
      },
      table(connection, name) {
        const table = find(connection).tables.find((candidate) => candidate.name === name)
        if (!table) throw new AzdoError('TABLE_UNKNOWN', `Connection "${connection}" has no table "${name}".`)
        return table
      },
    },
    names: () => [...open.keys()],
    client: (connection) => find(connection).client,
    defaultProject: (connection) => open.get(connection)?.connection.project,
    refresh() {
      running ??= bringInLine().finally(() => (running = undefined))
      return running
    },
    async close() {
      await running?.catch(() => undefined)
      await Promise.all(
        [...[...open.values()].map(({ client }) => client), ...retired].map((client) => client.close()),
      )
      open.clear()
    },
  }
}

function atMost(ms: number, work: Promise<unknown>): Promise<unknown> {
  let timer: NodeJS.Timeout
  const limit = new Promise((resolve) => (timer = setTimeout(resolve, ms)))
  return Promise.race([work, limit]).finally(() => clearTimeout(timer))
}

/** Only custom fields make columns; the others need not be kept. */
function customFieldsOf(fields: readonly unknown[]): readonly unknown[] {
  return fields.filter((field) =>
    String((field as { referenceName?: unknown }).referenceName).startsWith('Custom.'),
  )
}
