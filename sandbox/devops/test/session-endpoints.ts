import type { TestSession as WireSession } from 'azure-devops-node-api/interfaces/TestInterfaces.js'
import { nodeAt, type ClassificationNode } from '../../data/classification-nodes.js'
import type { Team } from '../../data/teams.js'
import type { TestSession } from '../../data/test/test-session.js'
import { projectOf } from '../build/find-build.js'
import { enumValue } from '../enum-value.js'
import { identityReference } from '../identity-reference.js'
import { jsonBody } from '../json-body.js'
import { flag, wholeNumber } from '../query-parameters.js'
import { list, released, type EndpointCall, type Route } from '../route.js'
import { serviceDate } from '../service-date.js'
import type { Wire } from '../wire.js'
import { invalidTestProperty, testNotFound, testObjectUpdated } from './test-errors.js'
import { projectReference, testUrl } from './test-reference.js'
import { testData, testsOf } from './test-route.js'

const shared = {
  pattern: 'test/session',
  scope: ['team'],
  versions: released(1),
  location: { area: 'Test', resource: 'Session', id: '1500b4b4-6c69-4ca6-9b18-35e9e97fe2ac' },
} as const

const states = { unspecified: 0, notStarted: 1, inProgress: 2, paused: 3, completed: 4, declined: 5 } as const
const day = 86_400_000

/** Exploratory test sessions of a team; none came with the organization. */
export const testSessionRoutes: readonly Route[] = [
  { ...shared, method: 'GET', answer: listSessions },
  { ...shared, method: 'POST', body: 'application/json', answer: createSession },
  { ...shared, method: 'PATCH', body: 'application/json', answer: updateSession },
]

function listSessions(call: EndpointCall) {
  const days = wholeNumber(call, 'period', 0)
  const all = flag(call, 'allSessions')
  const completed = flag(call, 'includeOnlyCompletedSessions')
  const sessions = [...testsOf(call).sessions.values()].filter(
    (session) =>
      session.team === call.team &&
      (all || session.owner.id === call.caller.id) &&
      (!days || session.startAt >= call.now - days * day) &&
      (!completed || session.state === 'completed'),
  )
  return list(sessions.map((session) => sessionAnswer(call, session)))
}

function createSession(call: EndpointCall) {
  const body = lowerKeys(jsonBody(call.request))
  const project = projectOf(call)
  if (typeof body.title !== 'string' || body.title === '')
    throw invalidTestProperty("The value for property 'Title' must not be empty.")
  const root = call.organization.nodes[project.index]?.areas as ClassificationNode
  const { name } = lowerKeys((body.area ?? {}) as Record<string, unknown>)
  const area = typeof name === 'string' ? nodeAt(root, name) : root
  if (!area) throw testNotFound('Area', String(name))
  const session: TestSession = {
    id: testData(call).next('session', project),
    team: call.team as Team,
    title: body.title,
    area,
    ...(typeof body.comment === 'string' ? { comment: body.comment } : {}),
    state: 'inProgress',
    owner: call.caller,
    startAt: call.now,
    updatedBy: call.caller,
    updatedAt: call.now,
    revision: 1,
    properties: {},
  }
  testsOf(call).sessions.set(session.id, session)
  return { status: 200, body: sessionAnswer(call, session) }
}

function updateSession(call: EndpointCall) {
  const body = lowerKeys(jsonBody(call.request))
  const session = testsOf(call).sessions.get(Number(body.id))
  if (!session || session.team !== call.team) throw testNotFound('Test session', String(body.id))
  if (body.revision !== undefined && body.revision !== session.revision)
    throw testObjectUpdated(`Test session ${session.id} was changed since it was read.`)
  session.state = enumValue(body.state, states, 'state') ?? session.state
  if (typeof body.title === 'string' && body.title !== '') session.title = body.title
  if (typeof body.comment === 'string') session.comment = body.comment
  if (session.state === 'completed') session.endAt ??= call.now
  session.revision++
  session.updatedBy = call.caller
  session.updatedAt = call.now
  return { status: 200, body: sessionAnswer(call, session) }
}

function sessionAnswer(call: EndpointCall, session: TestSession): Wire<WireSession> {
  const { team, area } = session
  return {
    id: session.id,
    title: session.title,
    project: projectReference(call, team.project),
    ...(session.comment === undefined ? {} : { comment: session.comment }),
    startDate: serviceDate(session.startAt),
    ...(session.endAt === undefined ? {} : { endDate: serviceDate(session.endAt) }),
    lastUpdatedDate: serviceDate(session.updatedAt),
    lastUpdatedBy: identityReference(call.base, session.updatedBy),
    area: { id: String(area.id), name: area.path },
    revision: session.revision,
    state: session.state,
    source: 'unknown',
    owner: identityReference(call.base, session.owner),
    propertyBag: { bag: session.properties },
    url: testUrl(call, team.project, `Session/${session.id}`),
  }
}

/** The published examples write the names of members with capitals. */
function lowerKeys(object: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key.toLowerCase(), value]))
}
