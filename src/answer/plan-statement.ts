import { AzdoError } from '../errors/azdo-error.js'
import { planFetch } from '../planner/plan-fetch.js'
import type { ScanReading } from '../planner/read-scans.js'
import type { BoundParameters, Replica, Shadow } from '../replica/replica.js'
import type { Connections } from './connections.js'
import { earlyQueries, isCertainFunction } from './early-queries.js'
import { earlyReads, planEarly, type EarlyParts } from './plan-early.js'
import { planText } from './plan-text.js'
import type { Planned, PlannedText } from './planned.js'
import { objectsMadeIn, type MadeObject } from './made-objects.js'
import { hiddenReads, routineReads, runsTextIn } from './routine-reads.js'
import type { Need, Statement } from './statements.js'
import type { RelationName } from './statement-text.js'

/** What decides how a statement is understood. */
export interface PlanRequest {
  /** The whole text that the statement stands in. */
  readonly sql: string
  readonly parameters?: BoundParameters | undefined
  /** True while the parameters are not known yet. */
  readonly generic?: boolean | undefined
  /** True when the statement is the first of its transaction: what it sees, other sessions see. */
  readonly isolated: boolean
  /** Whether subqueries may be read first: false when their rows do not come to rest. */
  readonly early: boolean
  /** Whether another text can run in place of a statement that only counts. */
  readonly counts: boolean
  /** Settings of the client's session: search_path, TimeZone … */
  readonly settings: Readonly<Record<string, string>>
  readonly transactionAgeMs: number
  readonly session: {
    /** True when other sessions may not see all that this one sees. */
    madeObjects: boolean
    /** What the open transaction has made. */
    readonly made: MadeObject[]
  }
}

/** A request with all that the transaction has made before the statement, also in the same text. */
interface Moment extends PlanRequest {
  readonly made: readonly MadeObject[]
  /** True when other sessions may not see all that this one sees. */
  readonly ownObjects: boolean
  /** True of EXPLAIN that runs nothing. */
  readonly shown: boolean
}

/** Plans the statements of one client session. */
export interface StatementPlanner {
  /**
   * What must be fetched before the statement runs; undefined: nothing. Errors: those of the database;
   * STATEMENT_UNSUPPORTED when it cannot be told.
   */
  plan(statement: Statement, request: PlanRequest): Promise<Planned | undefined>
  close(): Promise<void>
}

const noParameters: BoundParameters = { types: [], formats: [], values: [] }

/** Settings that decide how a statement is understood; the shadow session follows them. */
const followed = ['search_path', 'TimeZone', 'DateStyle', 'IntervalStyle', 'transform_null_equals']

export function createStatementPlanner(parts: {
  readonly replica: Replica
  readonly connections: Connections
}): StatementPlanner {
  const { replica, connections } = parts
  const { catalog } = connections
  const options = { defaultProject: (connection: string) => connections.defaultProject(connection) }
  let opening: Promise<Shadow> | undefined
  let shadowConfined = false

  const shadow = async ({ settings }: PlanRequest): Promise<Shadow> => {
    opening ??= replica.openShadow()
    const opened = await opening.catch((thrown: unknown) => {
      opening = undefined
      throw thrown
    })
    const kept = Object.entries(settings).filter(([name]) => followed.includes(name))
    await opened.apply(Object.fromEntries(kept))
    return opened
  }

  /** The plan of its need, with the text of PostgreSQL's plan where there is one. */
  const planNeed = async (
    need: Need,
    request: Moment,
  ): Promise<{ readonly planned?: Planned | undefined; readonly explained?: string }> => {
    if (need.kind === 'none') return {}
    const whole = async () => ({ planned: await planWhole(need.relations, request, need.kind === 'refresh') })
    if (need.kind === 'whole' || (await isHidden(need.relations, request))) return whole()
    const session = await shadow(request)
    let explained: unknown
    let sql: string | undefined
    try {
      if (need.kind === 'prepared') explained = await session.explainPrepared(need.prepare, need.sql)
      else {
        sql = need.kind === 'plan' ? need.sql : await definitionOf(need.relations[0]!, session)
        if (sql === undefined) return whole()
        explained = request.generic
          ? await session.explainGeneric(sql)
          : await session.explain(sql, request.parameters)
      }
    } catch (thrown) {
      if (!isStatementError(thrown)) throw thrown
      // Either PostgreSQL will refuse the client's own statement too, or it uses something only the client's session sees.
      return request.ownObjects || request.generic ? whole() : {}
    }
    const { parameters, isolated, transactionAgeMs, counts } = request
    const text = { sql, parameters, isolated, transactionAgeMs, counts }
    const planned = await planText(explained, text, session, catalog, options)
    const words = JSON.stringify(explained)
    if (planned.scans === 0) return { explained: words }
    const early = need.kind === 'plan' ? await readFirst(need.sql, planned, request, session) : undefined
    return { planned: early ?? planned, explained: words }
  }

  /** The plan with what subqueries read first; undefined: as it stands. */
  const readFirst = async (
    sql: string,
    whole: PlannedText,
    request: Moment,
    session: Shadow,
  ): Promise<Planned | undefined> => {
    const { early, generic, ownObjects, settings, parameters = noParameters } = request
    // Values of times are read again from their texts.
    const isIso = settings['DateStyle']?.startsWith('ISO') === true
    if (!early || generic || ownObjects || !isIso || earlyQueries(sql).length === 0) return undefined
    const functions = await replica.userFunctions()
    if (functions.some(({ name, ofOther }) => ofOther || isCertainFunction(name))) return undefined
    const refused = (thrown: unknown): undefined => {
      if (!isStatementError(thrown)) throw thrown
    }
    const parts: EarlyParts = {
      async plan(text, limits) {
        const explained = await session.explain(text.sql, text.parameters).catch(refused)
        const { isolated, transactionAgeMs } = request
        const { mentionsProject } = whole
        const planning = { ...text, isolated, transactionAgeMs, mentionsProject, limits }
        return explained === undefined ? undefined : planText(explained, planning, session, catalog, options)
      },
      async rows(text) {
        await confine(session, whole.confined)
        // Longer than the session may take.
        const late = (thrown: unknown) =>
          (thrown as { code?: unknown }).code === '57014' ? undefined : refused(thrown)
        return session.rows(text.sql, text.parameters).catch(late)
      },
    }
    return (request.shown ? earlyReads : planEarly)(sql, parameters, whole, parts)
  }

  /** Whether `count` is PostgreSQL's own, whatever the search path. */
  const isOwnCount = async (): Promise<boolean> =>
    (await replica.userFunctions()).every(({ name }) => name !== 'count')

  /** Shows the shadow session the rows that the client's session sees. */
  const confine = async (session: Shadow, confined: boolean): Promise<void> => {
    if (confined === shadowConfined) return
    const [pid] = await session.evaluate(['pg_catalog.pg_backend_pid()'])
    await replica.setConfined(Number(pid), confined)
    shadowConfined = confined
  }

  /** Whether a name stands for something that the shadow session does not see, and may take for something else. */
  const isHidden = async (
    relations: readonly RelationName[],
    { made, ownObjects }: Moment,
  ): Promise<boolean> => {
    if (!ownObjects || relations.length === 0) return false
    const names = relations.map(({ name }) => name)
    return made.some(({ name }) => name !== undefined && names.includes(name)) || replica.hasTemporary(names)
  }

  /** Every row of the tables named, also of those behind views: what a statement that cannot be planned may need. */
  const planWhole = async (
    relations: readonly RelationName[],
    request: Moment,
    refreshes: boolean,
  ): Promise<Planned | undefined> => {
    const views = (await replica.userViews()).filter(({ language }) => refreshes || language === 'view')
    const names = new Set(relations.map(({ name }) => name))
    const behind = routineReads(names, [...request.made, ...views, ...(await replica.userFunctions())])
    return planTables([...relations, ...behind.relations], /project/i.test(request.sql))
  }

  const planTables = (relations: readonly RelationName[], mentionsProject: boolean): Planned | undefined => {
    const found = relations.flatMap(({ schema, name }) => {
      const named = schema !== undefined && connections.names().includes(schema)
      // Which connection an unqualified name means may change before the statement runs: all that have the table.
      const schemas = schema === undefined ? connections.names() : named ? [schema] : []
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
        joins: [],
      }
    })
    const reading = { scans, expressions: [], mentionsProject }
    return { ...planFetch(reading, [], options, catalog), unpushed: [] }
  }

  /** What the functions that a statement may run read, whole. */
  const planRoutines = async (
    statement: Statement,
    explained: string | undefined,
    planned: Planned | undefined,
    request: Moment,
  ): Promise<Planned | undefined> => {
    const { calls, code } = statement
    if (calls === undefined) return undefined
    const { made, session } = request
    const functions = await replica.userFunctions()
    const runsText = code !== undefined || calls.runsText !== undefined || runsTextIn(explained)
    if (functions.length + made.length === 0 && !runsText) return undefined
    const views = (await replica.userViews()).filter(({ language }) => language === 'view')
    const told = request.settings['azdo.reads'] ?? ''
    const found = hiddenReads(statement, explained, { functions, views, made }, told)
    if (found.untold !== undefined) throw untold(found.untold)
    // A function may make what only this session sees.
    for (const { name, body } of functions) {
      if (!found.used.has(name)) continue
      session.madeObjects = true
      const known = new Set(session.made.map((one) => one.name))
      session.made.push(...objectsMadeIn(body).filter((one) => !known.has(one.name)))
    }
    return planTables(found.relations, planned ? !planned.confined : /project/i.test(request.sql))
  }

  return {
    async plan(statement, request) {
      const made = [...request.session.made, ...(statement.behind ?? [])]
      const ownObjects = request.session.madeObjects || made.length > 0
      const counts = request.counts && statement.counts !== undefined && (await isOwnCount())
      const moment = { ...request, made, ownObjects, counts, shown: statement.explain?.analyze === false }
      const { planned, explained } = await planNeed(statement.need, moment)
      const routines = await planRoutines(statement, explained, planned, moment)
      if (!planned || !routines) return planned ?? routines
      return { ...planned, plan: { scans: [...planned.plan.scans, ...routines.plan.scans] } }
    },
    async close() {
      const opened = await opening?.catch(() => undefined)
      await opened?.close().catch(() => undefined)
    },
  }
}

/** The query of a materialized view; undefined when the shadow does not see it. */
async function definitionOf({ schema, name }: RelationName, session: Shadow): Promise<string | undefined> {
  const quoted = [schema, name].flatMap((part) =>
    part === undefined ? [] : [`"${part.replaceAll('"', '""')}"`],
  )
  const literal = `'${quoted.join('.').replaceAll("'", "''").replaceAll('\\', '\\\\')}'`
  const [definition] = await session.evaluate([`pg_catalog.pg_get_viewdef(E${literal}::pg_catalog.regclass)`])
  return definition?.replace(/;\s*$/, '')
}

function untold(name: string): AzdoError {
  return new AzdoError(
    'STATEMENT_UNSUPPORTED',
    `Which tables ${name === 'the statement' ? name : `"${name}"`} reads cannot be told: it runs SQL that is put together as it runs.`,
    {
      hint: `Say which: ALTER FUNCTION … SET azdo.reads = 'work_items, projects', or 'none'; of a view, a DO block or the statement itself: SET azdo.reads = '…'.`,
    },
  )
}

/** An error of the statement itself (PostgreSQL manual, Appendix A), not of the connection, the server or an operator. */
function isStatementError(thrown: unknown): boolean {
  const code = (thrown as { code?: unknown }).code
  if (thrown instanceof AzdoError || typeof code !== 'string' || code.length !== 5) return false
  return code === '08P01' || !/^(?:08|53|57|58|XX)/.test(code)
}
