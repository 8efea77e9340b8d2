import { AzdoError } from '../errors/azdo-error.js'
import type { FetchParts, ScanTrace } from '../fetch/fetch-parts.js'
import { createRequestBudget } from '../fetch/request-budget.js'
import { openFetch } from '../fetch/run-fetch.js'
import { createItemDecoder, type ItemDecoder } from '../fetch/item-decoder.js'
import { createSharedReads } from '../fetch/shared-reads.js'
import { loadParser } from '../planner/syntax.js'
import type { Replica } from '../replica/replica.js'
import { refuseUnknownProjects } from './default-project.js'
import { timed, traceOf, type Counts, type Stages, type Trace } from './trace.js'
import { mayReplace, numberInPlace } from './counting.js'
import { createBursts, type Burst, type Bursts } from './bursts.js'
import type { Connections } from './connections.js'
import { explainPlan } from './explain-plan.js'
import { fetchProgress } from './fetch-progress.js'
import { createTextOutlooks, type TextOutlook } from './passing-texts.js'
import { createStatementPlanner } from './plan-statement.js'
import type { Planned } from './planned.js'
import type { ClientSession, PrepareRequest } from './prepare-request.js'
import { readInSteps } from './read-in-steps.js'
import { answerServiceCall, type ServiceCall } from './service-calls.js'
import type { MadeObject } from './made-objects.js'
import { readLimits, type StatementLimits } from './statement-limits.js'
import {
  needsNothing,
  readStatements,
  type PreparedText,
  type Statement,
  type Statements,
} from './statements.js'
import { unreadStatement } from './unread-statement.js'

/** Makes the replica able to answer statements: explain, plan, fetch. */
export interface Answer {
  /** Brings connections and schemas in line with the profiles; see Connections. */
  refresh(): Promise<void>
  openSession(): AnswerSession
}

/** The planning side of one client session. */
export interface AnswerSession {
  /**
   * Fetches what a query text needs, so that running it (or what onCounted hears) gives a right answer. Undefined when it
   * needs nothing of Azure DevOps. What is wrong with the text is left to PostgreSQL to say.
   * Errors: those of sign-in, of the service and of the database; STATEMENT_UNSUPPORTED.
   */
  prepare(request: PrepareRequest): Promise<Trace | undefined>
  /**
   * Whether a text that is about to run needs nothing of Azure DevOps and leaves nothing to note: then it need not be
   * prepared. Undefined: a text that cannot be read.
   */
  passes(sql: string | undefined, session: ClientSession): boolean
  /** The session's transaction has ended, with all that it has changed of the schema. */
  transactionEnded(): void
  /** Whether running a text may read tables or call functions. */
  readsTables(sql: string): boolean
  /** Makes the calls that functions of a running statement ask for. */
  openCalls(request: CallsRequest): ServiceCalls
  close(): Promise<void>
}

export type { Counts, MadeObject, PreparedText, ServiceCall, Trace }
export { askedSettings, type Explained, type PrepareRequest } from './prepare-request.js'
export { serviceCallCode } from '../replica/replica.js'

export interface CallsRequest extends Pick<
  PrepareRequest,
  'backendPid' | 'signal' | 'onProgress' | 'onWait'
> {
  mask(text: string): string
}

/** The calls that functions of one statement ask for; they share its azdo.max_requests. */
export interface ServiceCalls {
  /** Makes a call; its failure is told to the function that waits. Errors: DATABASE_UNAVAILABLE, SETTING_INVALID. */
  make(call: ServiceCall): Promise<Trace>
  /** Forgets the answers, when the statement has ended. Error: DATABASE_UNAVAILABLE. */
  end(): Promise<void>
}

export interface AnswerParts {
  readonly replica: Replica
  readonly connections: Connections
}

/** Conditions on the current time are widened by an hour; a fetch that takes nearly as long is planned again. */
const planHoldsMs = 50 * 60_000
/** Tables of users, and rows read first, that change faster than this many reads take narrow none. */
const mostRounds = 3

/** One statement's plan, and where it stands in its text. */
interface PlannedStatement extends Planned {
  readonly at: number
  readonly explain: Statement['explain']
}

/** A request with all that the client's backend says. */
interface Asked extends PrepareRequest {
  readonly limits: StatementLimits
  /** Whether another text can run in its place. */
  readonly counts: boolean
}

export async function createAnswer(parts: AnswerParts): Promise<Answer> {
  await loadParser()
  const outlook = createTextOutlooks(await parts.replica.builtIn())
  const [reads, decoder, bursts] = [
    createSharedReads<number | undefined>(),
    createItemDecoder(),
    createBursts(),
  ]
  const shared = { reads, decoder, bursts, outlook }
  return {
    refresh: () => parts.connections.refresh(),
    openSession: () => openSession({ ...parts, ...shared }),
  }
}

/** What all sessions have together. */
interface Shared {
  readonly reads: FetchParts['reads']
  readonly decoder: ItemDecoder
  readonly bursts: Bursts
  readonly outlook: (sql: string) => TextOutlook
}

function openSession({
  replica,
  connections,
  reads,
  decoder,
  bursts,
  outlook,
}: AnswerParts & Shared): AnswerSession {
  const planner = createStatementPlanner({ replica, connections })
  let confined = false

  const planAll = async (
    statements: Statements,
    request: Asked,
    round: number,
  ): Promise<readonly PlannedStatement[]> => {
    const planned: PlannedStatement[] = []
    for (const [at, statement] of statements.list.entries()) {
      const early = round <= mostRounds
      const isolated = request.fresh && at === 0 && early
      const one = await planner.plan(statement, { ...request, isolated, early })
      if (one) planned.push({ ...one, at, explain: statement.explain })
    }
    return planned
  }

  /** All that must be fetched; undefined: nothing. */
  const together = (planned: readonly PlannedStatement[]): Omit<Planned, 'unpushed'> | undefined => {
    const fetched = planned.filter(({ explain }) => explain?.analyze !== false)
    if (fetched.length < 2) return fetched[0]
    if (new Set(fetched.map((one) => one.confined)).size > 1) {
      throw new AzdoError(
        'STATEMENT_UNSUPPORTED',
        'Some statements sent together name a project and some leave it to the default project.',
        {
          hint: 'Send them one by one, or name the project in each.',
        },
      )
    }
    return { plan: { scans: fetched.flatMap(({ plan }) => plan.scans) }, confined: fetched[0]!.confined }
  }

  const explain = async (
    planned: readonly PlannedStatement[],
    request: Asked,
    traces: readonly ScanTrace[],
  ): Promise<void> => {
    for (const one of planned) {
      if (!one.explain) continue
      const { analyze, format } = one.explain
      const { maxStalenessMs } = request.limits
      const scans = await explainPlan(one, replica, maxStalenessMs, analyze ? traces : undefined)
      request.onExplained?.(one.at, { format, scans })
    }
  }

  const fetchPartsOf = (
    { signal, ...listener }: Pick<PrepareRequest, 'signal' | 'onProgress' | 'onWait'>,
    limits: StatementLimits,
  ) => ({
    replica,
    reads,
    decoder,
    signal,
    ...fetchProgress(listener),
    budget: createRequestBudget(limits.maxRequests),
    maxStalenessMs: limits.maxStalenessMs,
    client: (name: string) => connections.client(name),
  })

  const fetchAll = async (
    statements: Statements,
    request: Asked,
    first: Burst,
  ): Promise<Trace | undefined> => {
    const traces: ScanTrace[] = []
    const stages: Stages = { plan: 0, fetch: 0 }
    const fetchParts = fetchPartsOf(request, request.limits)
    for (let round = 1; ; round++) {
      const burst = round === 1 ? first : bursts.enter(wordsOf(request))
      try {
        const all = await timed(stages, 'plan', () => planAll(statements, request, round))
        const planned = together(all)
        if (!planned || planned.plan.scans.length === 0) {
          await explain(all, request, traces)
          return planned && traceOf(traces, stages)
        }
        await refuseFixedSnapshot(statements, request)
        if (planned.confined !== confined) {
          await request.beforeConfining()
          await replica.setConfined(request.backendPid, planned.confined)
          confined = planned.confined
        }
        const before = stages.fetch
        const enter = (step: number): Burst =>
          step === 1 ? burst : bursts.enter(`${wordsOf(request)} ${step}`)
        let count: number | undefined
        const onCounted = (rows: number): void => void (count = rows)
        const read = await timed(stages, 'fetch', () =>
          readInSteps(planned.plan, all, { parts: fetchParts, traces, onCounted, enter }),
        )
        // What has rows exists.
        if (planned.confined && !count) {
          await refuseUnknownProjects(together(read)!.plan, replica, connections, async (connection) => {
            const need = { kind: 'whole', relations: [{ schema: connection, name: 'projects' }] } as const
            const list = await planner.plan(
              { text: '', need, calls: undefined },
              { ...request, isolated: false, early: false, counts: false },
            )
            if (list) traces.push(...(await (await openFetch(list.plan, fetchParts)).run()))
          })
        }
        if (stages.fetch - before >= planHoldsMs) continue
        const hold = await Promise.all(read.map(({ holds }) => holds?.() ?? true))
        if (hold.includes(false)) continue
        await explain(read, request, traces)
        if (count !== undefined) request.onCounted?.(numberInPlace(statements.list[0]!, count))
        return traceOf(traces, stages)
      } finally {
        burst.leave()
      }
    }
  }

  /** What is fetched after a transaction has taken its only snapshot stays invisible to it: better none than an old answer. */
  const refuseFixedSnapshot = async (statements: Statements, request: Asked): Promise<void> => {
    const isolation = request.settings['transaction_isolation'] ?? ''
    if (!/repeatable|serializable/.test(isolation) || statements.endsTransaction) return
    if (!(await replica.holdsSnapshot(request.backendPid))) return
    throw new AzdoError(
      'STATEMENT_UNSUPPORTED',
      'This transaction reads from a snapshot taken before this statement, which live data cannot enter.',
      {
        hint: 'Use READ COMMITTED, or read everything in the first statement of the transaction.',
      },
    )
  }

  const lookUp = ({ prepared }: ClientSession, name: string): PreparedText | undefined => {
    const known = prepared.get(name)
    if (!known || known.prepare !== undefined || known.types.some((type) => type !== 0)) return known
    return { sql: known.sql, prepare: `PREPARE "${name.replaceAll('"', '""')}" AS ${known.sql}` }
  }

  return {
    async prepare(request) {
      const { session } = request
      const inTransaction = session.transaction !== 'I'
      const isOther = request.settings['standard_conforming_strings'] === 'off' && request.sql.includes('\\')
      const statements = isOther
        ? unreadStatement(request.sql)
        : readStatements(request.sql, (name) => lookUp(session, name), inTransaction)
      if (!statements) return undefined
      for (const { name, value } of statements.settings) await readLimits({ [name]: value }, replica)
      const trace = needsNothing(statements) ? undefined : await answer(statements, request)
      for (const [name, prepared] of statements.prepared)
        session.prepared.set(name, { ...prepared, types: [] })
      session.madeObjects ||= statements.makesObjects
      session.made.push(...statements.made)
      return trace
    },
    passes(sql, session) {
      const text = sql === undefined ? undefined : outlook(sql)
      if (text?.passes) return true
      const known = text?.keepsSchema ? replica.knownRelations.current() : undefined
      const kind = known && text?.kind(known)
      session.changesSchema ||= !text?.keepsSchema || (kind === 'other' && known!.functions.size > 0)
      return text === undefined || (kind === 'plain' && !session.changesSchema)
    },
    transactionEnded: () => replica.knownRelations.mayHaveChanged(),
    readsTables: (sql) => outlook(sql).readsTables,
    openCalls(request) {
      const asked: string[] = []
      let fetchParts: ReturnType<typeof fetchPartsOf> | undefined
      return {
        async make(call) {
          asked.push(call.asked)
          const settings = { 'azdo.max_requests': call.maxRequests ?? '' }
          fetchParts ??= fetchPartsOf(request, await readLimits(settings, replica))
          const started = performance.now()
          const traces = await answerServiceCall(
            call,
            request.backendPid,
            connections,
            fetchParts,
            request.mask,
          )
          return traceOf(traces, { plan: 0, fetch: performance.now() - started })
        },
        end: () => replica.serviceAnswers.forget(request.backendPid, asked),
      }
    },
    close: () => planner.close(),
  }

  async function answer(statements: Statements, request: PrepareRequest): Promise<Trace | undefined> {
    const burst = bursts.enter(wordsOf(request))
    try {
      const settings = await request.ask(statements.endsTransaction)
      if (settings === undefined) return undefined
      const before = await readLimits(settings, replica)
      // A text that changes settings on its way asks the service: that is right whatever they are then.
      const limits = statements.changesSettings ? { ...before, maxStalenessMs: 0 } : before
      const asked = { ...request, settings: { ...request.settings, ...settings }, limits }
      const counts = mayReplace(statements.list, asked)
      return await fetchAll(statements, { ...asked, counts }, burst)
    } finally {
      burst.leave()
    }
  }
}

/** Equal for statements that are likely to need the same reads. */
function wordsOf({ sql, parameters }: PrepareRequest): string {
  const values = parameters?.values.map((value) => value && Buffer.from(value).toString('base64'))
  return JSON.stringify([sql, values])
}
