import type { FastifyInstance } from 'fastify'
import { parseConnectionString, printConnectionString } from '../settings/connection-string.js'
import { findSetting } from '../settings/connection-settings.js'
import type { Profile } from '../settings/profiles.js'
import {
  changedConnection,
  importRequest,
  newConnection,
  type ConnectionAnswer,
  type ConnectionStringAnswer,
} from './api-schema.js'
import type { ConsoleParts } from './console-parts.js'
import { describeConnection } from './describe-connection.js'
import { describeWays } from './describe-ways.js'
import { readBody } from './read-body.js'

/** The path of one connection. */
export interface OfConnection {
  Params: { name: string }
}

/** Adds what sets connections up: the forms, and the connections that are there. */
export function addConnectionRoutes(server: FastifyInstance, parts: ConsoleParts): void {
  const { profiles } = parts
  const described = (profile: Profile): Promise<ConnectionAnswer> => describeConnection(profile, parts)

  const add = async (name: string, values: Readonly<Record<string, string>>): Promise<ConnectionAnswer> =>
    described(await profiles.add(name, values))

  server.get('/api/ways', () => describeWays())

  server.get('/api/connections', async () => Promise.all((await profiles.list()).map(described)))

  server.post('/api/connections', async (request) => {
    const { name, values } = readBody(newConnection, request.body)
    return add(name, values)
  })

  server.post('/api/connections/import', async (request) => {
    const { name, connectionString } = readBody(importRequest, request.body)
    return add(name, parseConnectionString(connectionString))
  })

  server.patch<OfConnection>('/api/connections/:name', async (request) => {
    const { values, forget = [] } = readBody(changedConnection, request.body)
    const isSecret = (key: string): boolean => findSetting(key)?.secret === true
    const kept = Object.entries(values).filter(([key, value]) => value !== '' || !isSecret(key))
    const forgotten = forget.filter(isSecret).map((key) => [key, ''])
    const changed = Object.fromEntries([...forgotten, ...kept]) as Record<string, string>
    return described(await profiles.edit(request.params.name, changed))
  })

  server.delete<OfConnection>('/api/connections/:name', async (request) => {
    const { name } = await profiles.get(request.params.name)
    await profiles.remove(name)
    await parts.forgetToken(name)
    return {}
  })

  server.post<OfConnection>('/api/connections/:name/default', async (request) => {
    await profiles.setDefault(request.params.name)
    return described(await profiles.get(request.params.name))
  })

  server.get<OfConnection>('/api/connections/:name/connection-string', async (request) => {
    const { values } = await profiles.get(request.params.name)
    const isOpen = ([key]: [string, string]): boolean => findSetting(key)?.secret === false
    const entries = Object.entries(values)
    return {
      text: printConnectionString(Object.fromEntries(entries.filter(isOpen))),
      left: entries.filter((entry) => !isOpen(entry)).map(([key]) => key),
    } satisfies ConnectionStringAnswer
  })

  server.get<OfConnection>('/api/connections/:name/projects', async (request) =>
    parts.projects(await profiles.connection(request.params.name)),
  )
}
