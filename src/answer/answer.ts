import { AzdoError } from '../errors/azdo-error.js'
import { nearestName } from '../errors/nearest-name.js'
import type { ScanTrace } from '../fetch/fetch-parts.js'
import { runFetch } from '../fetch/run-fetch.js'
import type { FetchPlan } from '../planner/fetch-plan.js'
import { expressionSql } from '../planner/operand.js'
import { planFetch } from '../planner/plan-fetch.js'
import { readScans, type ScanReading } from '../planner/read-scans.js'
import { loadParser } from '../planner/syntax.js'
import type { BoundParameters, Replica, Shadow } from '../replica/replica.js'
import { everything } from '../tables/predicate.js'
import type { Connections } from './connections.js'
import { readStatements, type Need, type RelationName, type Statements } from './statements.js'

/** Makes the replica able to answer statements: explain, plan, fetch. */
export interface Answer {
  /** Brings connections and schemas in line with the profiles; see Connections. */
  refresh(): Promise<void>
  openSession(): AnswerSession
}

/** The planning side of one client session. */
export interface AnswerSession {
  /**
   * Fetches what a query text needs, so that running it unchanged gives a right answer. Undefined when it needs nothing
   * of Azure DevOps. What is wrong with the text is left to PostgreSQL to say.
   * Errors: those of sign-in, of the service and of the database; STATEMENT_UNSUPPORTED.
   */
  prepare(request: PrepareRequest): Promise<Trace | undefined>
  close(): Promise<void>
}

export interface PrepareRequest {
  readonly sql: string
  /** As the client's Bind gave them, in UTF-8. */
  readonly parameters?: BoundParameters | undefined
  /** What the client's backend reports of its settings. */
  readonly settings: Readonly<Record<string, string>>
  readonly backendPid: number
  /** How long ago the client's transaction began, ms. */
  readonly transactionAgeMs: number
  /** What is remembered of the client's session; prepared statements and the like are noted in it. */
  readonly session: ClientSession
  readonly signal: AbortSignal
  /** Awaited before anything changes that a statement still running in the session could see. */
  beforeConfining(): Promise<void>
  onProgress(text: string): void
}

/** The part of a client session's state that planning reads and writes. */
export interface ClientSession {
  readonly transaction: 'I' | 'T' | 'E'
  readonly prepared: Map<string, { readonly sql: string; readonly types: readonly number[] }>
  madeObjects: boolean
  readonly snapshots: { session: boolean; transaction: boolean }
  snapshotTaken: boolean
  /** What is known of search_path where the server does not report it (before PostgreSQL 18); null: nothing. */
  searchPath: string | undefined | null
}

/** What a statement took from the service. */
export interface Trace {
  readonly requests: number
  /** Bytes of the answers' bodies. */
  readonly bytes: number
  readonly rows: number
  readonly scans: readonly Omit<ScanTrace, 'bytes'>[]
  /** How long each stage took, ms. */
  readonly stages: Stages
}

interface Stages {
  /** Explaining the statement and turning its plan into requests. */
  plan: number
  /** Reading from the service and reconciling. */
  fetch: number
}

export interface AnswerParts {
  readonly replica: Replica
  readonly connections: Connections
}

/** Settings that decide how a statement is understood; the shadow session follows them. */
const followed = ['search_path', 'TimeZone', 'DateStyle', 'IntervalStyle', 'standard_conforming_strings']
/** Conditions on the current time are widened by an hour; a fetch that takes nearly as long is planned again. */
const planHoldsMs = 50 * 60_000

/** One statement's plan: what to fetch, and whether it reads the default project only. */
interface Planned {
  readonly plan: FetchPlan
  readonly confined: boolean
}

export async function createAnswer(parts: AnswerParts): Promise<Answer> {
  await loadParser()
  return { refresh: () => parts.connections.refresh(), openSession: () => openSession(parts) }
}

function openSession({ replica, connections }: AnswerParts): AnswerSession {
  const { catalog } = connections
  const options = { defaultProject: (connection: string) => connections.defaultProject(connection) }
  let opening: Promise<Shadow> | undefined
  let confined = false

  const shadow = async (request: PrepareRequest): Promise<Shadow> => {
    opening ??= replica.openShadow()
    const opened = await opening.catch((thrown: unknown) => {
      opening = undefined
      throw thrown
    })
    const settings = Object.entries(request.settings).filter(([name]) => followed.includes(name))
    const path = pathOf(request)
    await opened.apply({ ...Object.fromEntries(settings), ...(path ? { search_path: path } : {}) })
    return opened
  }

  const planStatement = async (need: Need, request: PrepareRequest): Promise<Planned | undefined> => {
    if (need.kind === 'none') return undefined
    if (need.kind === 'whole' || pathOf(request) === null) return planOfTables(need.relations, request)
    const session = await shadow(request)
    let explained: unknown
    try {
      explained = await session.explain(need.sql, request.parameters)
    } catch (thrown) {
      if (!isStatementError(thrown)) throw thrown
      // Either PostgreSQL will refuse the client's own statement too, or it uses something only the client's session sees.
      return request.session.madeObjects ? planOfTables(need.relations, request) : undefined
    }
    const reading = readScans(explained, catalog, need.sql)
    if (reading.scans.length === 0) return undefined
    const texts = reading.expressions.map((expression) => expressionSql(expression, request.transactionAgeMs))
    return planFetch(reading, await session.evaluate(texts), options, catalog)
  }

  /** Every row of the tables named: what a statement that cannot be planned may need. */
  const planOfTables = (relations: readonly RelationName[], request: PrepareRequest): Planned | undefined => {
    const found = relations.flatMap(({ schema, name }) => {
      // Which connection an unqualified name means may change before the statement runs: all that have the table.
      const schemas = schema === undefined ? connections.names() : [schema]
      return schemas.flatMap((candidate) => catalog.find(candidate, name) ?? [])
    })
    if (found.length === 0) return undefined
    const scans = found.map(({ connection, table }): ScanReading => {
      return {
        connection,
        table,
        alias: table.name,
        conditions: [],
        understood: false,
        named: new Set(),
        joins: [],
      }
    })
    const reading = { scans, expressions: [], mentionsProject: /project/i.test(request.sql) }
    return planFetch(reading, [], options, catalog)
  }

  const planAll = async (statements: Statements, request: PrepareRequest): Promise<Planned | undefined> => {
    const planned: Planned[] = []
    for (const need of statements.needs) {
      const one = await planStatement(need, request)
      if (one) planned.push(one)
    }
    if (planned.length === 0) return undefined
    if (new Set(planned.map((one) => one.confined)).size > 1) {
      throw new AzdoError(
        'STATEMENT_UNSUPPORTED',
        'Some statements sent together name a project and some leave it to the default project.',
        {
          hint: 'Send them one by one, or name the project in each.',
        },
      )
    }
    return { plan: { scans: planned.flatMap(({ plan }) => plan.scans) }, confined: planned[0]!.confined }
  }

  const fetchAll = async (statements: Statements, request: PrepareRequest): Promise<Trace | undefined> => {
    const traces: ScanTrace[] = []
    const stages: Stages = { plan: 0, fetch: 0 }
    for (;;) {
      const planned = await timed(stages, 'plan', () => planAll(statements, request))
      if (!planned || planned.plan.scans.length === 0) return planned && traceOf(traces, stages)
      refuseFixedSnapshot(request.session)
      if (planned.confined !== confined) {
        await request.beforeConfining()
        await replica.setConfined(request.backendPid, planned.confined)
        confined = planned.confined
      }
      const before = stages.fetch
      const { signal, onProgress } = request
      const fetchParts = { replica, signal, onProgress, client: (name: string) => connections.client(name) }
      traces.push(...(await timed(stages, 'fetch', () => runFetch(planned.plan, fetchParts))))
      if (planned.confined) await refuseUnknownProjects(planned.plan)
      if (stages.fetch - before < planHoldsMs) return traceOf(traces, stages)
    }
  }

  /** An empty answer for a default project that does not exist would look like a project without rows. */
  const refuseUnknownProjects = async (plan: FetchPlan): Promise<void> => {
    for (const connection of new Set(plan.scans.map((scan) => scan.connection))) {
      const project = connections.defaultProject(connection)
      if (project === undefined) continue
      const known = await replica.rows(
        connection,
        catalog.table(connection, 'projects'),
        ['name'],
        everything,
      )
      const names = known.map(([name]) => String(name))
      if (!names.includes(project)) throw unknownProject(connection, project, names)
    }
  }

  return {
    async prepare(request) {
      const { session } = request
      const statements = readStatements(request.sql, (name) => session.prepared.get(name)?.sql)
      if (!statements) return undefined
      noteIsolation(statements, session)
      const trace = await fetchAll(statements, request)
      for (const [name, sql] of statements.prepared) session.prepared.set(name, { sql, types: [] })
      session.madeObjects ||= statements.makesObjects
      notePath(statements, session)
      session.snapshotTaken ||= statements.takesSnapshot
      return trace
    },
    async close() {
      const opened = await opening?.catch(() => undefined)
      await opened?.close().catch(() => undefined)
    },
  }
}

function unknownProject(connection: string, project: string, known: readonly string[]): AzdoError {
  const near = nearestName(project, known)
  const message = `The default project "${project}" of connection "${connection}" does not exist, or the identity may not see it.`
  return new AzdoError('SETTING_INVALID', message, {
    hint: `${near === undefined ? '' : `Did you mean "${near}"? `}Set it right: azdo connection edit ${connection} --set Project=NAME`,
  })
}

function noteIsolation({ isolation }: Statements, { snapshots }: ClientSession): void {
  if (!isolation) return
  snapshots[isolation.scope] = isolation.snapshot
  if (isolation.scope === 'session') snapshots.transaction = isolation.snapshot
}

/** What is fetched after a transaction has taken its only snapshot stays invisible to it: better none than an old answer. */
function refuseFixedSnapshot(session: ClientSession): void {
  if (session.transaction !== 'T' || !session.snapshots.transaction || !session.snapshotTaken) return
  throw new AzdoError(
    'STATEMENT_UNSUPPORTED',
    'This transaction reads from a snapshot taken before this statement, which live data cannot enter.',
    {
      hint: 'Use READ COMMITTED, or read everything in the first statement of the transaction.',
    },
  )
}

/** An error of the statement itself (PostgreSQL manual, Appendix A), not of the connection, the server or an operator. */
function isStatementError(thrown: unknown): boolean {
  const code = (thrown as { code?: unknown }).code
  if (thrown instanceof AzdoError || typeof code !== 'string' || code.length !== 5) return false
  return !/^(?:08|53|57|58|XX)/.test(code)
}

async function timed<T>(stages: Stages, stage: keyof Stages, run: () => Promise<T>): Promise<T> {
  const started = performance.now()
  try {
    return await run()
  } finally {
    stages[stage] += performance.now() - started
  }
}

function traceOf(scans: readonly ScanTrace[], stages: Stages): Trace {
  const sum = (of: (scan: ScanTrace) => number): number => scans.reduce((total, scan) => total + of(scan), 0)
  return {
    requests: sum(({ requests }) => requests),
    bytes: sum(({ bytes }) => bytes),
    rows: sum(({ rows }) => rows),
    scans: scans.map(({ table, pushed, requests, rows }) => ({ table, pushed, requests, rows })),
    stages: { plan: Math.round(stages.plan), fetch: Math.round(stages.fetch) },
  }
}

/** The session's search_path; undefined: as sessions start with; null: it cannot be told. */
function pathOf({ settings, session }: PrepareRequest): string | undefined | null {
  return settings['search_path'] ?? session.searchPath
}

function notePath({ pathChange }: Statements, session: ClientSession): void {
  if (!pathChange) return
  // In a transaction block a change may be rolled back.
  session.searchPath = session.transaction === 'I' ? (pathChange.to ?? null) : null
}
