import type { FastifyInstance } from 'fastify'
import { driverSettings, dsnTargets, type DsnTarget } from '../client/driver-settings.js'
import { AzdoError } from '../errors/azdo-error.js'
import type { DsnText, Named } from './api-schema.js'
import type { OfConnection } from './connection-routes.js'
import type { ConsoleParts } from './console-parts.js'
import { describeTable } from './describe-table.js'
import { nothingHere } from './page-routes.js'

/** How each client is called by those who use it. */
const labels: Readonly<Record<DsnTarget, string>> = {
  psql: 'psql and other PostgreSQL tools',
  odbc: 'ODBC',
  jdbc: 'JDBC',
  dotnet: '.NET',
  python: 'Python',
  excel: 'Excel',
  powerbi: 'Power BI',
}

/** Adds what there is to query and how other programs get at it; and the sandbox, where both can be tried. */
export function addConnectRoutes(server: FastifyInstance, parts: ConsoleParts): void {
  const { profiles, gateway } = parts

  server.get<OfConnection>('/api/connections/:name/dsn', async (request) => {
    const { name } = await profiles.get(request.params.name)
    // The one answer that shows the gateway's password: a client cannot do without.
    return dsnTargets.map((target): DsnText => ({
      for: target,
      label: labels[target],
      text: driverSettings(target, name, gateway),
    }))
  })

  server.get<{ Querystring: { connection?: string } }>('/api/catalog', async (request) => {
    const { connection } = request.query
    if (typeof connection !== 'string' || connection === '')
      throw new AzdoError('REQUEST_INVALID', 'The request names no connection.', { hint: 'Choose one.' })
    const { name } = await profiles.get(connection)
    return (await parts.tables(name)).map(describeTable)
  })

  server.post('/api/sandbox', async (): Promise<Named> => {
    if (parts.startSandbox === undefined) throw nothingHere()
    return { name: await parts.startSandbox() }
  })
}
