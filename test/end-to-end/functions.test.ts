import type pg from 'pg'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { startSystem, type System } from './system.js'

describe('functions of SQL that call Azure DevOps', () => {
  let system: System
  let client: pg.Client
  let owner: pg.Client

  beforeAll(async () => {
    system = await startSystem({ workItems: 300, projects: 2 })
    client = await system.client()
    owner = await system.owner()
  }, 60_000)
  afterAll(() => system?.close())
  beforeEach(() => owner.query('truncate box.work_items, box.projects, azdo.coverage'))

  const rows = async (sql: string, values?: unknown[], from = client) =>
    (await from.query<unknown[]>({ text: sql, values, rowMode: 'array' })).rows
  const requests = async (run: () => Promise<unknown>) => {
    const before = (await system.requests()).length
    await run()
    return (await system.requests()).slice(before)
  }
  const bugs =
    "SELECT [System.Id] FROM WorkItems WHERE [System.WorkItemType] = 'Bug' ORDER BY [System.Id] DESC"

  describe('wiql()', () => {
    it("gives the rows of work items, in the query's order", async () => {
      const found = (await rows('select id, type, title from wiql($1)', [bugs])) as [number, string, string][]
      const ids = found.map(([id]) => id)
      expect(ids.length).toBeGreaterThan(10)
      expect(ids).toEqual([...ids].sort((a, b) => b - a))
      expect(new Set(found.map(([, type]) => type))).toEqual(new Set(['Bug']))
      const all = await rows("select id from work_items where type = 'Bug' order by id desc")
      expect(all.map(([id]) => id)).toEqual(ids)
    })

    it('takes one query and the batches, and is asked once by a statement that uses it twice', async () => {
      await client.query('select * from projects')
      const made = await requests(() =>
        client.query(
          `select (select count(*) from wiql('${bugs.replaceAll("'", "''")}')), count(*) from wiql('${bugs.replaceAll("'", "''")}')`,
        ),
      )
      expect(made.filter(({ path }) => path.endsWith('/wiql'))).toHaveLength(1)
      expect(made.filter(({ path }) => path.endsWith('/workitemsbatch'))).toHaveLength(1)
    })

    it('joins, filters, and works in views, CREATE TABLE AS, COPY and functions, with any argument', async () => {
      const [[count]] = (await rows('select count(*) from box.wiql($1)', [bugs])) as [[string]]
      const text = bugs.replaceAll("'", "''")
      expect(
        await rows(
          `select count(*) from wiql('${text}') w join projects p on p.id = w.project_id where w.id > 0`,
        ),
      ).toEqual([[count]])
      await client.query(`create view public.bugs as select * from box.wiql('${text}')`)
      expect(await rows('select count(*) from bugs')).toEqual([[count]])
      await client.query('drop view bugs')
      await client.query(`create temp table kept as select id from wiql('${text}')`)
      expect(await rows('select count(*) from kept')).toEqual([[count]])
      await client.query('drop table kept')
      expect(
        await rows(`with q as (select '${text}'::text as query) select count(w.id) from q, wiql(q.query) w`),
      ).toEqual([[count]])
      await client.query(
        "create function public.of_type(name text) returns bigint language sql as $$ select count(*) from box.wiql('SELECT [System.Id] FROM WorkItems WHERE [System.WorkItemType] = ''' || name || '''') $$",
      )
      expect(await rows("select public.of_type('Bug')")).toEqual([[count]])
      await client.query('drop function public.of_type(text)')
    })

    it("says what is wrong in the service's words, and refuses queries of links", async () => {
      await expect(rows("select * from wiql('SELECT nonsense')")).rejects.toMatchObject({ code: '22023' })
      await expect(
        rows(
          "select * from wiql('SELECT [System.Id] FROM WorkItemLinks WHERE ([System.Links.LinkType] = ''System.LinkTypes.Hierarchy-Forward'') MODE (MustContain)')",
        ),
      ).rejects.toMatchObject({ code: '0A000', message: expect.stringContaining('link') })
      expect(await rows('select 1')).toEqual([[1]])
    })
  })

  describe('rest()', () => {
    it('gives the answer as jsonb, with the parameters of its path', async () => {
      const [[name]] = (await rows(
        "select rest('GET', '/_apis/projects?$top=1&api-version=7.0')->'value'->0->>'name'",
      )) as [[string]]
      expect((await rows('select name from projects')).flat()).toContain(name)
      const made = await requests(() => rows("select rest('get', '/_apis/projects?api-version=7.0')"))
      expect(made.map(({ path, query }) => [path.replace(/^\/[^/]+/, ''), query])).toEqual([
        ['/_apis/projects', expect.stringContaining('api-version=7.0')],
      ])
    })

    it('posts what only reads', async () => {
      const answer = await rows(
        `select jsonb_array_length(rest('POST', '/_apis/wit/wiql', jsonb_build_object('query', $1::text))->'workItems') > 0`,
        [bugs],
      )
      expect(answer).toEqual([[true]])
    })

    it('is called for each row that asks for something else, and once for all that ask the same', async () => {
      const names = (await rows("select name from projects where state = 'wellFormed' order by 1")).flat()
      const made = await requests(async () => {
        const found = await rows(
          "select rest('GET', '/_apis/projects/' || id)->>'name' from projects where state = 'wellFormed' order by name",
        )
        expect(found.flat()).toEqual(names)
      })
      expect(made.filter(({ path }) => /\/projects\/.+/.test(path))).toHaveLength(names.length)
      const same = await requests(() =>
        rows("select id from projects where (rest('GET', '/_apis/projects')->>'count')::int > 0"),
      )
      expect(same).toHaveLength(2)
    })

    it('refuses what may change something or leads elsewhere, and sends nothing', async () => {
      const refused = [
        ['DELETE', '/_apis/projects/x', null],
        ['PATCH', '/_apis/wit/workitems/5', '[]'],
        ['POST', '/_apis/wit/workitems/$Bug', '[]'],
        ['POST', '/_apis/wit/workitems/$Bug?x=/_apis/wit/wiql', '[]'],
        ['GET', '/../other/_apis/projects', null],
        ['GET', '/%2e%2e/other/_apis/projects', null],
        ['GET', 'https://example.com/_apis/projects', null],
        ['GET', '_apis/projects', null],
        ['GET', null, null],
        [null, '/_apis/projects', null],
      ]
      const made = await requests(async () => {
        for (const one of refused)
          await expect(rows('select rest($1, $2, $3)', one), String(one)).rejects.toMatchObject({
            code: '42501',
          })
      })
      expect(made).toEqual([])
      // A backslash is a slash to a URL of HTTP: it must stay a part of the path.
      await expect(
        rows(String.raw`select rest('GET', '/\..\..\other/_apis/projects')`),
      ).rejects.toMatchObject({
        code: expect.not.stringMatching('XX000'),
      })
    })

    it("passes on the service's refusals, and leaves the session and its transaction to PostgreSQL", async () => {
      await client.query('begin')
      await client.query('savepoint a')
      await expect(rows("select rest('GET', '/_apis/projects/no-such-project')")).rejects.toMatchObject({
        hint: expect.any(String),
      })
      await expect(rows('select 1')).rejects.toMatchObject({ code: '25P02' })
      await client.query('rollback to a')
      expect(await rows("select rest('GET', '/_apis/projects')->>'count'")).toEqual([['2']])
      await client.query('commit')
    })

    it('counts for azdo.max_requests, and is told in the trace', async () => {
      await client.query('set azdo.max_requests = 2')
      await expect(
        rows("select rest('GET', '/_apis/projects?x=' || n) from generate_series(1, 5) n"),
      ).rejects.toMatchObject({ code: '54000' })
      await client.query('set azdo.max_requests = 0')
      const traced = await system.client({ options: '-c azdo.trace=on' })
      const traces: string[] = []
      traced.on('notice', ({ code, detail }) => code === 'AZT01' && traces.push(detail ?? ''))
      await rows("select rest('GET', '/_apis/projects')", [], traced)
      expect(traces.map((one) => (JSON.parse(one) as { requests: number }).requests)).toEqual([1])
    })
  })

  it('call nothing for EXPLAIN, which shows the call', async () => {
    const made = await requests(async () => {
      const text = (
        await rows("explain (verbose, costs off) select * from wiql('SELECT [System.Id] FROM WorkItems')")
      )
        .flat()
        .join('\n')
      expect(text).toContain("Function Call: wiql('SELECT [System.Id] FROM WorkItems'::text)")
    })
    expect(made).toEqual([])
  })

  it('leave no answers behind, and show none to another session', async () => {
    const other = await system.client()
    await expect(rows('select * from azdo.service_answers', [], other)).rejects.toMatchObject({
      code: '42501',
    })
    await rows("select rest('GET', '/_apis/projects')")
    await rows('select 1')
    await expect
      .poll(async () => rows('select count(*) from azdo.service_answers', [], owner))
      .toEqual([['0']])
  })

  it('say where they work, under a snapshot and past the gateway', async () => {
    await client.query('begin isolation level repeatable read')
    await expect(rows("select rest('GET', '/_apis/projects')")).rejects.toMatchObject({
      code: '0A000',
      message: expect.stringContaining('READ COMMITTED'),
    })
    await client.query('rollback')
    const { host, port } = owner as pg.Client & { host: string; port: number }
    const direct = await system.client({ host, port })
    await expect(rows("select rest('GET', '/_apis/projects')", [], direct)).rejects.toMatchObject({
      code: '0A000',
      message: expect.stringContaining('through the gateway'),
    })
  })

  it('can be cancelled', async () => {
    const faults = (spec: string) =>
      fetch(`${system.sandbox.url}/_sandbox/faults`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ spec }),
      })
    await faults('hang:1')
    try {
      await client.query("set statement_timeout = '500ms'")
      await expect(rows("select rest('GET', '/_apis/projects')")).rejects.toMatchObject({ code: '57014' })
    } finally {
      await client.query('reset statement_timeout')
      await faults('')
    }
    expect(await rows("select rest('GET', '/_apis/projects')->>'count'")).toEqual([['2']])
  })
})
