import { existsSync } from 'node:fs'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import { tmpdir } from 'node:os'
import { join, relative, resolve } from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { RunningGateway } from '../../src/cli/app.js'
import { openApp } from '../../src/main.js'

/** Microsoft's published example payloads, beside a checkout of those who have them. */
const specs = resolve(import.meta.dirname, '../../../shared/specs')
const present = existsSync(specs)
if (!present) console.log(`published payloads: skipped, ${specs} is not there`)

interface WorkItem {
  readonly id: number
  readonly rev: number
  readonly url: string
  readonly fields: Readonly<Record<string, unknown>>
}

type Json = Readonly<Record<string, unknown>>

/** Serves payloads as Azure DevOps would, over HTTP. */
interface PayloadServer {
  readonly url: string
  projects: readonly Json[]
  teams: readonly Json[]
  members: readonly Json[]
  items: readonly WorkItem[]
  close(): Promise<void>
}

async function serve(): Promise<PayloadServer> {
  const served: Omit<PayloadServer, 'url' | 'close'> = { projects: [], teams: [], members: [], items: [] }
  const server: Server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost')
      const skipped = Number(searchParams.get('$skip') ?? 0)
      const list = (value: readonly unknown[]) => ({ count: value.length, value: value.slice(skipped) })
      const body =
        chunks.length > 0 ? (JSON.parse(Buffer.concat(chunks).toString('utf8')) as { ids?: number[] }) : {}
      const answer = /\/_apis\/projects$/.test(pathname)
        ? list(served.projects)
        : /\/_apis\/teams$|\/projects\/[^/]+\/teams$/.test(pathname)
          ? list(served.teams)
          : /\/members$/.test(pathname)
            ? list(served.members)
            : /\/wit\/wiql$/.test(pathname)
              ? { queryType: 'flat', workItems: served.items.map(({ id, url }) => ({ id, url })) }
              : /\/wit\/workitemsbatch$/.test(pathname)
                ? list((body.ids ?? []).map((id) => served.items.find((item) => item.id === id) ?? null))
                : { count: 0, value: [] }
      response
        .writeHead(200, { 'content-type': 'application/json; charset=utf-8' })
        .end(JSON.stringify(answer))
    })
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const { port } = server.address() as { port: number }
  return Object.assign(served, {
    url: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise<void>((done) => {
        server.closeAllConnections()
        server.close(() => done())
      }),
  })
}

/** Every object in the published examples of an area, by the file it stands in. */
async function examplesOf(area: string): Promise<readonly { file: string; body: unknown }[]> {
  const folder = join(specs, area, 'examples')
  const files = (await readdir(folder, { recursive: true })).filter((file) => file.endsWith('.json')).sort()
  return Promise.all(
    files.map(async (file) => {
      const example = JSON.parse((await readFile(join(folder, file), 'utf8')).replace(/^\uFEFF/, '')) as {
        responses?: Record<string, { body?: unknown }>
      }
      return { file: relative(specs, join(folder, file)), body: example.responses?.['200']?.body }
    }),
  )
}

function objectsIn(value: unknown, wanted: (candidate: Json) => boolean): readonly Json[] {
  if (value === null || typeof value !== 'object') return []
  if (Array.isArray(value)) return value.flatMap((part) => objectsIn(part, wanted))
  if (wanted(value as Json)) return [value as Json]
  return Object.values(value).flatMap((part) => objectsIn(part, wanted))
}

const isWorkItem = (candidate: Json): boolean =>
  typeof candidate['id'] === 'number' &&
  typeof candidate['rev'] === 'number' &&
  typeof candidate['fields'] === 'object' &&
  candidate['workItemId'] === undefined &&
  typeof candidate['url'] === 'string'

describe.skipIf(!present)("Microsoft's published payloads", () => {
  let server: PayloadServer
  let gateway: RunningGateway
  let home: string
  let client: pg.Client

  beforeAll(async () => {
    server = await serve()
    home = await mkdtemp(join(tmpdir(), 'azdo-test-'))
    const app = await openApp({ home })
    await app.profiles.add('published', {
      Auth: 'Pat',
      PersonalAccessToken: 'a-token-nobody-checks',
      Organization: 'fabrikam',
      Url: server.url,
    })
    gateway = await app.openGateway({ host: '127.0.0.1', port: 0, announce: false })
    const { host, port, user, password, database } = gateway
    client = new pg.Client({ host, port, user, password, database })
    await client.connect()
  })
  afterAll(async () => {
    await client?.end()
    await gateway?.close()
    await server?.close()
    if (home) await rm(home, { recursive: true, force: true })
  })

  it('of work items are read without loss', async () => {
    let checked = 0
    for (const { file, body } of await examplesOf('wit')) {
      const byId = new Map(
        (objectsIn(body, isWorkItem) as unknown as WorkItem[]).map((item) => [item.id, item]),
      )
      if (byId.size === 0) continue
      // Each file is another day of the same organization: first nothing is left of the day before.
      server.items = []
      await client.query('select id from work_items')
      server.items = [...byId.values()]
      const { rows } = await client.query(
        'select id, rev, url, title, type, state, created_date, assigned_to, remaining_work, fields from work_items order by id',
      )
      expect(rows.length, file).toBe(byId.size)
      for (const row of rows) {
        const { id, rev, url, fields } = byId.get(row.id as number)!
        expect({ id: row.id, rev: row.rev, url: row.url, fields: row.fields }, file).toEqual({
          id,
          rev,
          url,
          fields,
        })
        expect([row.title ?? undefined, row.type ?? undefined, row.state ?? undefined], file).toEqual([
          fields['System.Title'],
          fields['System.WorkItemType'],
          fields['System.State'],
        ])
        expect(row.remaining_work ?? undefined, file).toBe(fields['Microsoft.VSTS.Scheduling.RemainingWork'])
        const created = fields['System.CreatedDate'] as string | undefined
        expect((row.created_date as Date | null)?.getTime(), file).toBe(
          created === undefined ? undefined : Date.parse(created),
        )
        const assigned = fields['System.AssignedTo'] as string | { displayName: string } | undefined
        const name = typeof assigned === 'string' ? assigned.replace(/ <.*>$/, '') : assigned?.displayName
        expect(row.assigned_to ?? undefined, file).toBe(name)
        checked++
      }
    }
    expect(checked).toBeGreaterThan(10)
  })

  it('of projects, teams and team members are read without loss', async () => {
    const core = await examplesOf('core')
    const from = (wanted: (candidate: Json) => boolean) => core.flatMap(({ body }) => objectsIn(body, wanted))
    const unique = (found: readonly Json[]) => [...new Map(found.map((each) => [each['id'], each])).values()]
    server.projects = unique(
      from(
        (each) =>
          each['state'] === 'wellFormed' &&
          typeof each['name'] === 'string' &&
          typeof each['id'] === 'string',
      ),
    )
    server.teams = unique(
      from((each) => typeof each['identityUrl'] === 'string' && typeof each['id'] === 'string'),
    )
    server.members = from((each) => typeof each['identity'] === 'object' && each['identity'] !== null)
    const projects = await client.query(
      'select id, name, description, state, url, revision from projects order by id',
    )
    const byId = (a: Json, b: Json) => (String(a['id']) < String(b['id']) ? -1 : 1)
    expect(projects.rows).toEqual(
      [...server.projects]
        .sort(byId)
        .map(({ id, name, description = null, state, url = null, revision = null }) => ({
          id,
          name,
          description,
          state,
          url,
          revision: revision === null ? null : String(revision),
        })),
    )
    const teams = await client.query('select id, name, description, url, identity_url from teams order by id')
    expect(server.teams.length).toBeGreaterThan(0)
    expect(teams.rows).toEqual(
      [...server.teams].sort(byId).map(({ id, name, description, url, identityUrl }) => ({
        id,
        name,
        description,
        url,
        identity_url: identityUrl,
      })),
    )
    const members = await client.query('select distinct unique_name from team_members order by 1')
    const names =
      server.projects.length === 0
        ? []
        : server.members.map((member) => (member['identity'] as Json)['uniqueName'] as string)
    expect(members.rows.map((row) => row.unique_name as string)).toEqual([...new Set(names)].sort())
  })
})
