import type {
  CatalogTable,
  ChangedConnection,
  ConnectionAnswer,
  ConnectionStringAnswer,
  DsnText,
  EventLine,
  Health,
  ImportRequest,
  Named,
  NewConnection,
  Project,
  QueryLine,
  QueryRequest,
  TestLine,
  TokenAnswer,
  TokenRequest,
  TokenStep,
  Way,
} from '../../../src/console/api-schema.js'
import { askLines } from './read-lines.js'
import { ask } from './request.js'

/** Path parts are names a person gave. */
const part = encodeURIComponent
const ofConnection = (name: string, rest = ''): string => `/connections/${part(name)}${rest}`

/** Every call of the console's API, by name. Each throws ApiError. */
export const api = {
  ways: () => ask<Way[]>('/ways'),

  connections: () => ask<ConnectionAnswer[]>('/connections'),
  addConnection: (body: NewConnection) => ask<ConnectionAnswer>('/connections', { method: 'POST', body }),
  changeConnection: (name: string, body: ChangedConnection) =>
    ask<ConnectionAnswer>(ofConnection(name), { method: 'PATCH', body }),
  removeConnection: (name: string) => ask<unknown>(ofConnection(name), { method: 'DELETE' }),
  makeDefault: (name: string) =>
    ask<ConnectionAnswer>(ofConnection(name, '/default'), { method: 'POST', body: {} }),
  importConnection: (body: ImportRequest) =>
    ask<ConnectionAnswer>('/connections/import', { method: 'POST', body }),
  connectionString: (name: string) => ask<ConnectionStringAnswer>(ofConnection(name, '/connection-string')),
  addSandbox: () => ask<Named>('/sandbox', { method: 'POST', body: {} }),

  generateToken: (name: string, body: TokenRequest, signal: AbortSignal) =>
    askLines<TokenStep>(ofConnection(name, '/token'), { method: 'POST', body, signal }),
  answerToken: (name: string, body: TokenAnswer) =>
    ask<unknown>(ofConnection(name, '/token/answer'), { method: 'POST', body }),
  cancelToken: (name: string) => ask<unknown>(ofConnection(name, '/token'), { method: 'DELETE' }),
  projects: (name: string) => ask<Project[]>(ofConnection(name, '/projects')),
  test: (name: string, signal: AbortSignal) =>
    askLines<TestLine>(ofConnection(name, '/test'), { method: 'POST', body: {}, signal }),
  driverTexts: (name: string) => ask<DsnText[]>(ofConnection(name, '/dsn')),

  catalog: (connection: string) => ask<CatalogTable[]>(`/catalog?connection=${part(connection)}`),
  /** Aborting the signal cancels the query. */
  query: (body: QueryRequest, signal: AbortSignal) =>
    askLines<QueryLine>('/queries', { method: 'POST', body, signal }),
  cancelQuery: (id: string) => ask<unknown>(`/queries/${part(id)}`, { method: 'DELETE' }),

  health: () => ask<Health>('/health'),
  events: (signal: AbortSignal) => askLines<EventLine>('/events', { signal }),
  cancelStatement: (session: number) => ask<unknown>(`/sessions/${session}/statement`, { method: 'DELETE' }),
}
