import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { expectRefusal, openScene, wrongSecret, type Scene } from './bad-input-scene.js'
import { appCredentialsArguments, patArguments } from './connection-arguments.js'

let scene: Scene
beforeAll(async () => {
  scene = await openScene(730_414)
  await scene.azdo.serve(['start', '--port', '0', '--console-port', '0'], /^console /m)
})
afterAll(() => scene?.close())

/** Adds a connection, runs what is to be run with it, and removes it. */
async function withConnection(
  line: readonly string[],
  secret: string,
  run: () => Promise<void>,
): Promise<void> {
  expect((await scene.azdo.run(line, { input: secret })).code).toBe(0)
  try {
    await run()
  } finally {
    expect((await scene.azdo.run(['connection', 'remove', line[2]!])).code).toBe(0)
  }
}

describe('a statement that is wrong', () => {
  const sql: [string, string, RegExp[]][] = [
    ['in its syntax', 'selec 1', [/syntax error at or near "selec" \[42601\]/, /Line 1, column 1/]],
    ['in a table', 'select * from work_itemz', [/"work_itemz" does not exist \[42P01\]/, /column 15/]],
    ['in a schema', 'select * from nowhere.projects', [/nowhere\.projects/]],
    ['in a column', 'select nope from work_items', [/"nope" does not exist \[42703\]/, /column 8/]],
    ['because it writes', "delete from projects where name = 'x'", [/\[\w{5}\]/]],
  ]
  it.each(sql)('%s is refused in words of PostgreSQL', async (_what, statement, says) => {
    const ended = await scene.azdo.run(['query', statement, '-c', 'box', '--format', 'json'])
    expect({ code: ended.code, out: ended.out }).toEqual({ code: 1, out: '' })
    expect(ended.err).toMatch(/^azdo: [^\n]+\n( {6}[^\n]+\n)?$/)
    for (const each of says) expect(ended.err).toMatch(each)
  })
})

describe('test and query both tell', () => {
  /** `says`: in the message of both. */
  const tells = (
    what: string,
    add: (scene: Scene) => { readonly line: readonly string[]; readonly secret: string },
    sqlstate: string,
    ...says: readonly RegExp[]
  ): void =>
    it(what, async () => {
      const { azdo } = scene
      const { line, secret } = add(scene)
      await withConnection(line, secret, async () => {
        const tested = await azdo.run(['test', 'bad'])
        expect(tested.out).toMatch(/^(✓ [^\n]+\n)*✗ [^\n]+\n$/)
        expectRefusal({ ...tested, out: '' }, 1, ...says)
        const queried = await azdo.run([
          'query',
          'select name from projects',
          '-c',
          'bad',
          '--format',
          'json',
        ])
        expectRefusal(queried, 1, ...says, new RegExp(`\\[${sqlstate}\\]\n`))
      })
    })
  const app =
    (changes: (scene: Scene) => Record<string, string>, secret?: (scene: Scene) => string) =>
    (given: Scene) => ({
      line: appCredentialsArguments('bad', given.info, changes(given)),
      secret: secret?.(given) ?? given.info.clientSecret,
    })
  const pat =
    (changes: (scene: Scene) => Record<string, string>, secret?: (scene: Scene) => string) =>
    (given: Scene) => ({
      line: patArguments('bad', given.info, changes(given)),
      secret: secret?.(given) ?? given.info.pat,
    })
  const none = () => ({})
  const [noApp, noTenant] = ['00000000-0000-4000-8000-00000000000a', '00000000-0000-4000-8000-00000000000b']
  const at = (port: number) => `http://127.0.0.1:${port}`
  const path = '/t/oauth2/v2.0/token'

  tells(
    'a wrong client secret',
    app(none, () => wrongSecret),
    '28000',
    /Client Secret is wrong/,
    /AADSTS7000215/,
    /copy its Value/,
  )
  tells(
    'a wrong client id',
    app(() => ({ ClientId: noApp })),
    '28000',
    /Client ID \S+-00000000000a is not known/,
    /AADSTS700016/,
  )
  tells(
    'a wrong tenant',
    app(({ info }) => ({ TokenUrl: info.tokenUrl.replace(info.tenant, noTenant) })),
    '28000',
    /tenant that does not exist/,
    /AADSTS90002/,
    /Token URL/,
  )
  tells(
    'an app that is no member',
    app(
      ({ info }) => ({ ClientId: info.outsider.clientId }),
      ({ info }) => info.outsider.clientSecret,
    ),
    '28000',
    /TF400813/,
    /Add the app to the users/,
  )
  tells(
    'a wrong token',
    pat(none, () => wrongSecret),
    '28000',
    /refused the Personal Access Token/,
    /Make a new one/,
  )
  tells(
    'an expired token',
    pat(none, ({ info }) => info.expiredPat),
    '28000',
    /it has expired/,
    /Make a new one/,
  )
  tells(
    'an organization that does not exist',
    pat(() => ({ Organization: 'nosuchorg' })),
    '22023',
    /not found/,
    /Check Organization \(nosuchorg\)/,
  )
  tells(
    'a service that does not listen',
    pat(({ closedPort }) => ({ Url: at(closedPort) })),
    '08006',
    /could not be reached: nothing listens there/,
    /Check Service URL/,
  )
  tells(
    'a service whose name is not known',
    pat(() => ({ Url: 'https://azdo.invalid' })),
    '08006',
    /azdo\.invalid could not be reached: the host name/,
    /Check Service URL/,
  )
  tells(
    'a service that is another web site',
    pat(({ websitePort }) => ({ Url: at(websitePort) })),
    '\\w{5}',
    /web page|HTML|not JSON/i,
    /Service URL/,
  )
  tells(
    'a token URL that does not listen',
    app(({ closedPort }) => ({ TokenUrl: at(closedPort) + path })),
    '08006',
    /Token URL .* could not be reached: nothing listens there/,
    /Check Token URL/,
  )
  tells(
    'a token URL on a port that is not for HTTP',
    app(() => ({ TokenUrl: at(1) + path })),
    '08006',
    /Token URL .* could not be reached: that port is not one for HTTP/,
  )
  tells(
    'a token URL whose name is not known',
    app(() => ({ TokenUrl: 'https://login.invalid' + path })),
    '08006',
    /login\.invalid.* could not be reached: the host name/,
  )
  tells(
    'a token URL that is another web site',
    app(({ websitePort }) => ({ TokenUrl: at(websitePort) + path })),
    '08P01',
    /Token URL/,
  )
})

it('a default project that does not exist is told by test, with those that do', async () => {
  const { azdo, info } = scene
  const line = appCredentialsArguments('bad', info, { Project: 'No Such' })
  await withConnection(line, info.clientSecret, async () => {
    const tested = await azdo.run(['test', 'bad'])
    expectRefusal({ ...tested, out: '' }, 1, /Default Project "No Such" does not exist/, /Fabrikam Fiber/)
  })
})

it('debugging shows the stack, and still no secret', async () => {
  const { azdo, info } = scene
  const env = { AZDO_LOG_LEVEL: 'debug' }
  const { code, err } = await azdo.run(['query', 'select nope', '-c', 'box'], { env })
  expect(code).toBe(1)
  expect(err).toMatch(/^\[QUERY_FAILED\]\nAzdoError: [^\n]+\n\s+at /m)
  await withConnection(appCredentialsArguments('bad', info), wrongSecret, async () => {
    const tested = await azdo.run(['test', 'bad'], { env })
    expect(tested.err).toMatch(/^\[SIGN_IN_REFUSED\]\n[^]*\n\s+at /m)
    await scene.expectNoSecretPrinted()
  })
})

it('nothing printed above shows a secret', () => scene.expectNoSecretPrinted())
