import { z } from 'zod'

/*
 * Every request and answer of the console's HTTP API. All paths begin with /api. A failure is an ErrorAnswer with the
 * HTTP status of its code; where an answer is a stream, it is lines of JSON (NDJSON), one of the stream's union each.
 * Every call needs the session's cookie, and every one but GET the session's csrf in the header x-azdo-csrf.
 */

const name = z.string().min(1).max(100)
/** Of a connection to be: what a name must be is checked, and said, with the settings. */
const newName = z.string()
/** Setting values by canonical key. */
const values = z.record(z.string().max(100), z.string().max(20_000))

// Failures

/** `action`: what a page can offer as the way out. `open-link`: the session is over; a new link stands on the terminal. */
export const apiError = z.object({
  code: z.string(),
  message: z.string(),
  hint: z.string().optional(),
  detail: z.string().optional(),
  action: z.enum(['open-link', 'add-connection', 'edit-connection', 'generate-token']).optional(),
  /** What is wrong with each setting, for the form: sentences without a full stop that begin with the key. */
  faults: z.array(z.object({ key: z.string(), message: z.string(), hint: z.string() })).optional(),
})
export const errorAnswer = z.object({ error: apiError })

// Session: POST /session (sessionRequest), GET /session → sessionAnswer

/** The code of the one-time link. The page that takes the link sends it; the pages behind it never have it. */
export const sessionRequest = z.object({ code: z.string().min(1).max(200) })
export const sessionAnswer = z.object({
  version: z.string(),
  /** Goes into the header x-azdo-csrf. */
  csrf: z.string(),
  gateway: z.object({ host: z.string(), port: z.number(), database: z.string(), user: z.string() }),
})

// Ways of signing in: GET /ways → way[]

const option = z.object({ value: z.string(), label: z.string() })
export const field = z.object({
  key: z.string(),
  label: z.string(),
  /** What the reference page adds to the label in parentheses. */
  note: z.string().optional(),
  kind: z.enum([
    'choice',
    'text',
    'secret',
    'url',
    'scopes',
    'file',
    'version',
    'status codes',
    'count',
    'switch',
  ]),
  required: z.boolean(),
  /** Keys that may be given in its place: exactly one of them and it is needed. */
  alternatives: z.array(z.string()),
  /** Never sent to a page; an empty value in a change keeps what is stored. */
  secret: z.boolean(),
  default: z.string().optional(),
  /** All there are for `choice` and `switch`, suggestions for the others. */
  options: z.array(option),
  help: z.string(),
  unit: z.string().optional(),
  /** Seldom needed: folded away. */
  advanced: z.boolean(),
})
export const way = z.object({
  /** The value of the setting Auth. */
  auth: z.string(),
  label: z.string(),
  about: z.string(),
  /** In the order of the form, without Auth. */
  fields: z.array(field),
  /** Whether Generate Token has something to do. */
  generatesToken: z.boolean(),
  /** Whether a person signs in: a window opens, or a device code is shown. */
  asksPerson: z.boolean(),
  /** What an administrator does once, in order; `fields` are keys whose value comes out of the step. */
  adminSteps: z.array(z.object({ text: z.string(), fields: z.array(z.string()) })),
})

// Connections: GET /connections → connection[]; POST (newConnection), PATCH /:name (changedConnection),
// POST /:name/default → connection; DELETE /:name → {}; POST /import (importRequest) → connection;
// GET /:name/connection-string → connectionString

export const token = z.object({
  /** `ready`: the way needs no Generate Token and has what it needs. */
  state: z.enum(['none', 'held', 'expired', 'ready']),
  way: z.string(),
  /** ISO 8601 UTC; absent when nobody said. */
  expiresAt: z.string().optional(),
  identity: z.string().optional(),
  identityKind: z.enum(['app', 'user']).optional(),
  tenant: z.string().optional(),
  audience: z.string().optional(),
  permissions: z.array(z.string()).optional(),
  scopes: z.array(z.string()).optional(),
  /** Full sentences, each with what to do. */
  warnings: z.array(z.string()),
})
export const connection = z.object({
  name: z.string(),
  isDefault: z.boolean(),
  auth: z.string(),
  organization: z.string(),
  url: z.string(),
  project: z.string().optional(),
  /** In effect by canonical key; no secrets, no defaults. */
  values,
  /** Keys of the secrets that are stored. */
  held: z.array(z.string()),
  /** Keys whose value the environment gives; a change of them has no effect. */
  fromEnvironment: z.array(z.string()),
  /** What works but should be looked at, full sentences. */
  warnings: z.array(z.string()),
  token,
  /** Why the settings do not make a connection that can be used. */
  fault: apiError.optional(),
})
export const newConnection = z.object({ name: newName, values })
/** An empty secret keeps the stored one, any other empty value removes the setting; `forget` removes secrets. */
export const changedConnection = z.object({ values, forget: z.array(z.string()).optional() })
export const importRequest = z.object({ name: newName, connectionString: z.string().max(100_000) })
/** Without secrets. `left` are the keys of those that were left out. */
export const connectionString = z.object({ text: z.string(), left: z.array(z.string()) })

// Token: POST /connections/:name/token (tokenRequest) → stream of tokenStep; POST …/token/answer (tokenAnswer) → {};
// DELETE …/token → {} cancels

export const tokenRequest = z.object({ way: z.enum(['browser', 'device-code']).optional() })
export const tokenStep = z.discriminatedUnion('step', [
  /** The page opens this in a window. */
  z.object({ step: z.literal('open'), url: z.string() }),
  /** The person opens `url` anywhere and enters `code`. */
  z.object({ step: z.literal('device'), url: z.string(), code: z.string(), expiresAt: z.string() }),
  /** The window ends elsewhere: its address, or the code in it, goes to …/token/answer. */
  z.object({ step: z.literal('paste'), prompt: z.string() }),
  z.object({ step: z.literal('done'), token }),
  z.object({ step: z.literal('failed'), error: apiError }),
])
export const tokenAnswer = z.object({ value: z.string().min(1).max(20_000) })

// GET /connections/:name/projects → project[]; POST …/test → stream of testLine; GET …/dsn → dsnText[];
// POST /sandbox → named

export const project = z.object({ id: z.string(), name: z.string() })
export const testLine = z.union([
  z.object({
    name: z.string(),
    ok: z.boolean(),
    detail: z.string(),
    warnings: z.array(z.string()).optional(),
    ms: z.number(),
  }),
  z.object({ done: z.literal(true) }),
  /** Why the last step failed, with what to do. */
  errorAnswer,
])
/** `text` holds the gateway's password. */
export const dsnText = z.object({ for: z.string(), label: z.string(), text: z.string() })
export const named = z.object({ name: z.string() })

// GET /catalog?connection= → catalogTable[]

export const catalogTable = z.object({
  name: z.string(),
  area: z.string(),
  about: z.string(),
  key: z.array(z.string()),
  columns: z.array(
    z.object({
      name: z.string(),
      type: z.string(),
      about: z.string(),
      /** A filter on it is sent to the service. */
      pushed: z.boolean(),
    }),
  ),
  references: z.array(z.object({ columns: z.array(z.string()), table: z.string(), to: z.array(z.string()) })),
  notes: z.array(z.string()),
  /** Permissions by their official names. */
  needs: z.array(z.string()),
  examples: z.array(z.object({ title: z.string(), sql: z.string() })),
})

// Queries: POST /queries (queryRequest) → stream of queryLine; DELETE /queries/:id → {} cancels

export const queryRequest = z.object({
  connection: name,
  sql: z.string().min(1).max(1_000_000),
  /** Of $1, $2 …: one statement only. */
  parameters: z.array(z.string().max(1_000_000).nullable()).max(1000).optional(),
  /** Of each statement; what is beyond is not read. */
  maxRows: z.number().int().min(1).max(1_000_000).default(100_000),
})
const statement = z.number().int()
export const scan = z.object({
  table: z.string(),
  pushed: z.array(z.string()),
  requests: z.number(),
  rows: z.number(),
  shared: z.boolean().optional(),
  held: z.boolean().optional(),
})
export const trace = z.object({
  requests: z.number(),
  bytes: z.number(),
  rows: z.number(),
  scans: z.array(scan),
})
export const queryLine = z.union([
  /** The first line. */
  z.object({ id: z.string() }),
  /** A statement's result begins; statements count from 0. Statements without a result have none. */
  z.object({ statement, columns: z.array(z.object({ name: z.string(), type: z.string() })) }),
  /** Values in PostgreSQL's text form. */
  z.object({ statement, rows: z.array(z.array(z.string().nullable())) }),
  /** How far a read has come. `soFar` is what it has taken, without scans; its trace takes the place of that. */
  z.object({ statement, progress: z.string(), soFar: trace.optional() }),
  z.object({
    notice: z.object({
      severity: z.string(),
      message: z.string(),
      detail: z.string().optional(),
      hint: z.string().optional(),
    }),
  }),
  /** What was read from the service, each time something was: to be added up. */
  z.object({ statement, trace }),
  /** `command` is PostgreSQL's tag (`SELECT 3`); `more`: there are rows beyond maxRows. */
  z.object({
    statement,
    done: z.object({ command: z.string(), rows: z.number(), ms: z.number(), more: z.boolean() }),
  }),
  /** The last line when something failed; `code` is an SQLSTATE, `position` counts characters of `sql` from 1. */
  z.object({
    statement: statement.optional(),
    error: apiError.extend({ position: z.number().optional(), cancelled: z.boolean().optional() }),
  }),
])

// Health: GET /health → health; GET /events → stream of eventLine; DELETE /sessions/:id/statement → {}

export const gatewaySession = z.object({
  id: z.number(),
  user: z.string(),
  application: z.string(),
  openedAt: z.string(),
  state: z.enum(['idle', 'in transaction', 'fetching', 'running']),
  /** The statement that runs, cut after 1000 characters. */
  statement: z.string().optional(),
  /** How long it has been in that state when the line was written. */
  sinceMs: z.number(),
})
/** A sight of a connection's budget; `remaining` and `limit` in the service's own units, absent while it says nothing. */
export const throttlePoint = z.object({
  at: z.string(),
  remaining: z.number().optional(),
  limit: z.number().optional(),
  waitMs: z.number(),
})
/** `code`: one of docs/errors.md, or an SQLSTATE where PostgreSQL ended a statement; then the message is without values. */
export const loggedError = z.object({
  at: z.string(),
  code: z.string(),
  message: z.string(),
  connection: z.string().optional(),
  /** Of a statement of a program: its session, and how the program names itself. */
  session: z.number().optional(),
  application: z.string().optional(),
})
export const health = z.object({
  sessions: z.array(gatewaySession),
  throttle: z.record(z.string(), z.array(throttlePoint)),
  /** The newest last. */
  errors: z.array(loggedError),
})
/** The whole first, then what changes. */
export const eventLine = z.union([
  z.object({ health }),
  z.object({ sessions: z.array(gatewaySession) }),
  z.object({ throttle: throttlePoint.extend({ connection: z.string() }) }),
  z.object({ error: loggedError }),
  /** Sent when nothing else was, so that a lost line is noticed. */
  z.object({ alive: z.literal(true) }),
])

export type ApiError = z.infer<typeof apiError>
export type ErrorAnswer = z.infer<typeof errorAnswer>
export type SessionRequest = z.infer<typeof sessionRequest>
export type SessionAnswer = z.infer<typeof sessionAnswer>
export type Field = z.infer<typeof field>
export type Way = z.infer<typeof way>
export type Token = z.infer<typeof token>
export type ConnectionAnswer = z.infer<typeof connection>
export type NewConnection = z.infer<typeof newConnection>
export type ChangedConnection = z.infer<typeof changedConnection>
export type ImportRequest = z.infer<typeof importRequest>
export type ConnectionStringAnswer = z.infer<typeof connectionString>
export type TokenRequest = z.infer<typeof tokenRequest>
export type TokenStep = z.infer<typeof tokenStep>
export type TokenAnswer = z.infer<typeof tokenAnswer>
export type Project = z.infer<typeof project>
export type TestLine = z.infer<typeof testLine>
export type DsnText = z.infer<typeof dsnText>
export type Named = z.infer<typeof named>
export type CatalogTable = z.infer<typeof catalogTable>
export type QueryRequest = z.input<typeof queryRequest>
export type QueryLine = z.infer<typeof queryLine>
export type Scan = z.infer<typeof scan>
export type Trace = z.infer<typeof trace>
export type GatewaySession = z.infer<typeof gatewaySession>
export type ThrottlePoint = z.infer<typeof throttlePoint>
export type LoggedError = z.infer<typeof loggedError>
export type Health = z.infer<typeof health>
export type EventLine = z.infer<typeof eventLine>
