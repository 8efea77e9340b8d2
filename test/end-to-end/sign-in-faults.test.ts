import { randomBytes } from 'node:crypto'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { AzdoError } from '../../src/errors/azdo-error.js'
import { openScriptedBrowser, walkSignIn } from './scripted-browser.js'
import { scriptedPerson, settingsOf, startSignInWorld, type SignInWorld } from './sign-in-world.js'

/*
 * Every refusal of Entra (facts 3.2) and of Azure DevOps (facts 3.3), produced by the sandbox: what the person is told,
 * and which step of the reference page the remedy names. Steps of App Credentials: 1 register, 2 secret, 3 permissions,
 * 4 add the app to the organization, 5 settings. Steps of User Credentials: 3 and 4 register, 5 client ID, 6 and 7 URLs
 * and scopes, 8 Generate Token.
 */

let world: SignInWorld
beforeAll(async () => {
  world = await startSignInWorld()
  await world.add('app', settingsOf(world.info, 'app'))
  const { clientId, certificatePem } = world.info.certificateClient
  const { writeFile } = await import('node:fs/promises')
  await writeFile(`${world.folder}/app.pem`, certificatePem)
  await world.add('certificate', {
    Auth: 'AppCredentials',
    TokenUrl: world.info.tokenUrl,
    ClientId: clientId,
    ClientCertificatePath: `${world.folder}/app.pem`,
  })
  await world.add('user', settingsOf(world.info, 'user'))
  await world.add('pasting', {
    ...settingsOf(world.info, 'user'),
    ReturnUrl: 'https://zappysys.com/oauth',
  })
})
afterEach(() => world.control('/entra', { error: null }))
afterAll(() => world.close())

const inBrowser = (answer: 'accept' | 'cancel' = 'accept') =>
  scriptedPerson({
    openBrowser: async (url) => {
      const user = world.info.users[answer === 'cancel' ? 1 : 0]!
      void walkSignIn(openScriptedBrowser(), url, world.info.url, user, answer)
      return true
    },
  })

/** Signs in elsewhere, and pastes the answer after `before`: what Entra refuses from then on is the code. */
const pasting = (before: () => Promise<void>) => {
  const person = scriptedPerson({
    askForAnswer: async () => {
      const { info } = world
      const page = await walkSignIn(openScriptedBrowser(), person.shown[0]!, info.url, info.users[0]!)
      await before()
      return page.url
    },
  })
  return person
}

async function refusalOf(work: Promise<unknown>): Promise<AzdoError> {
  const thrown = await work.then(
    () => new Error('it worked'),
    (error: unknown) => error,
  )
  expect(thrown, String(thrown)).toBeInstanceOf(AzdoError)
  return thrown as AzdoError
}

type Row = readonly [code: string, says: RegExp, remedy: RegExp]

describe('App Credentials, refused by Entra', () => {
  const rows: readonly Row[] = [
    ['AADSTS7000215', /Client Secret is wrong/, /step 2.*Value.*Secret ID/],
    ['AADSTS7000222', /Client Secret has expired/, /step 2/],
    ['AADSTS7000218', /Client Secret is missing/, /step 2/],
    ['AADSTS700025', /public client/, /step 1.*step 2/],
    ['AADSTS700016', /Client ID \S+ is not known/, /step 5/],
    ['AADSTS90002', /Token URL names a tenant that does not exist/, /step 5/],
    ['AADSTS500011', /Scopes names a resource/, /step 5.*\.default/],
    ['AADSTS70011', /Scopes is not valid/, /step 5.*\.default/],
    ['AADSTS900144', /a parameter is missing.*Scopes/, /step 5/],
    ['AADSTS65001', /consent/, /step 3.*Grant admin consent/],
    ['AADSTS53003', /conditional access/, /administrator.*step 6/],
  ]
  it.each(rows)('%s says %s, and the remedy is %s', async (code, says, remedy) => {
    await world.control('/entra', { error: code })
    const error = await refusalOf((await world.credential('app')).generate())
    expect(error).toMatchObject({ code: 'SIGN_IN_REFUSED', serviceCode: code })
    expect(error.message).toMatch(says)
    expect(error.hint).toMatch(remedy)
    expect(`${error.message} ${error.hint} ${error.detail}`).not.toContain(world.info.clientSecret)
  })
})

describe('App Credentials with a certificate, refused by Entra', () => {
  const rows: readonly Row[] = [
    ['AADSTS700027', /certificate/i, /certificate/i],
    ['AADSTS50012', /signature|certificate|assertion/i, /certificate/i],
  ]
  it.each(rows)('%s says %s, and the remedy is %s', async (code, says, remedy) => {
    await world.control('/entra', { error: code })
    const error = await refusalOf((await world.credential('certificate')).generate())
    expect(error).toMatchObject({ code: 'SIGN_IN_REFUSED', serviceCode: code })
    expect(error.message).toMatch(says)
    expect(error.hint).toMatch(remedy)
  })
})

describe('User Credentials, refused when the code is turned into a token', () => {
  const rows: readonly Row[] = [
    ['AADSTS700016', /Client ID \S+ is not known/, /step 5/],
    ['AADSTS90002', /tenant that does not exist/, /step [67]/],
    ['AADSTS7000218', /Client Secret/, /step 4|Public client/i],
    ['AADSTS700025', /public client/, /Empty Client Secret.*step 4/],
    ['AADSTS50011', /Return URL/, /step 4/],
    ['AADSTS70011', /Scopes/, /step 7/],
    ['AADSTS65001', /consent/, /consent/i],
    ['AADSTS50076', /second factor/, /Generate/i],
    ['AADSTS53003', /conditional access/, /administrator.*step 8/],
    ['AADSTS54005', /code was used already/, /step 8|Generate/i],
  ]
  it.each(rows)('%s says %s, and the remedy is %s', async (code, says, remedy) => {
    const person = pasting(() => world.control('/entra', { error: code, at: 'token' }))
    const error = await refusalOf((await world.credential('pasting')).generate(undefined, person))
    expect(error).toMatchObject({ code: 'SIGN_IN_REFUSED', serviceCode: code })
    expect(error.message).toMatch(says)
    expect(error.hint).toMatch(remedy)
  })

  it('AADSTS65004 on the sign-in page says declined, and the remedy is to accept', async () => {
    await world.control('/entra', { error: 'AADSTS65004' })
    const error = await refusalOf((await world.credential('user')).generate(undefined, inBrowser()))
    expect(error).toMatchObject({ code: 'SIGN_IN_REFUSED', serviceCode: 'AADSTS65004' })
    expect(error.message).toMatch(/declined/)
    expect(error.hint).toMatch(/step 8.*accept the permissions/)
  })

  it('AADSTS50011 is told by the page alone; who then gives up is told what to repeat', async () => {
    await world.add('elsewhere', { ...settingsOf(world.info, 'user'), ReturnUrl: 'https://example.org/back' })
    let page = ''
    const person = scriptedPerson({
      askForAnswer: async () => {
        page = (await openScriptedBrowser().open(person.shown[0]!)).html
        return undefined
      },
    })
    const error = await refusalOf((await world.credential('elsewhere')).generate(undefined, person))
    expect(page).toContain('AADSTS50011')
    expect(error.hint).toMatch(/step 8.*ReturnUrl/)
  })

  it('consent that the person declines says so (AADSTS65004)', async () => {
    const error = await refusalOf((await world.credential('user')).generate(undefined, inBrowser('cancel')))
    expect(error.message).toMatch(/declined|cancel/)
    expect(error.hint).toMatch(/consent|again/i)
  })
})

describe('User Credentials with a device code, refused', () => {
  const rows: readonly Row[] = [
    ['AADSTS70019', /code has expired/, /step 8.*azdo token generate user/],
    ['AADSTS65004', /declined/, /step 8/],
    ['AADSTS7000218', /Client Secret/, /Allow public client flows/],
  ]
  it.each(rows)('%s says %s, and the remedy is %s', async (code, says, remedy) => {
    await world.control('/entra', { error: code, at: 'token' })
    const person = scriptedPerson({ way: 'device-code' })
    const error = await refusalOf((await world.credential('user')).generate(undefined, person))
    expect(error).toMatchObject({ code: 'SIGN_IN_REFUSED', serviceCode: code })
    expect(error.message).toMatch(says)
    expect(error.hint).toMatch(remedy)
  })
})

describe('User Credentials, refused when the token is renewed', () => {
  const rows: readonly Row[] = [
    ['AADSTS700082', /refresh token.*(expired|not used)/, /Generate/i],
    ['AADSTS70008', /expired/, /Generate/i],
    ['AADSTS700084', /refresh token.*Single-page application/, /step 4.*Public client\/native/],
    ['AADSTS70000', /not valid|revoked/, /Generate/i],
    ['AADSTS50173', /password was changed/, /Generate/i],
    ['AADSTS70043', /new sign-in/, /Generate/i],
    ['AADSTS50076', /second factor/, /Generate/i],
  ]
  it.each(rows)('%s says %s, and the remedy is %s', async (code, says, remedy) => {
    const credential = await world.credential('user')
    await credential.generate(undefined, inBrowser())
    const header = await credential.authorization()
    await world.control('/entra', { error: code })
    const error = await refusalOf(credential.renewed(header))
    expect(error).toMatchObject({ code: 'SIGN_IN_REFUSED', serviceCode: code })
    expect(error.message).toMatch(says)
    expect(error.hint).toMatch(remedy)
  })
})

describe('wrong settings, refused as they are', () => {
  const failed = async (name: string, settings: Readonly<Record<string, string>>) => {
    await world.add(name, settings)
    const step = (await world.test(name)).find(({ ok }) => !ok)
    expect(step, 'a step that fails').toBeDefined()
    return { step: step!.name, message: step!.error!.message, hint: step!.error!.hint ?? '' }
  }

  it.each([
    [
      'a wrong secret',
      { ClientSecret: 'not~the~right~one' },
      /Client Secret is wrong.*AADSTS7000215/,
      /step 2/,
    ],
    [
      'an unknown client',
      { ClientId: '00000000-0000-4000-8000-000000000000' },
      /Client ID 00000000\S+ is not known.*AADSTS700016/,
      /step 5/,
    ],
    [
      'a scope of no resource',
      { Scope: 'https://example.org/.default' },
      /Scopes.*AADSTS(500011|70011)/,
      /step 5/,
    ],
  ] as const)('%s', async (name, change, says, remedy) => {
    const told = await failed(name.replaceAll(' ', '-'), { ...settingsOf(world.info, 'app'), ...change })
    expect(told).toMatchObject({ step: 'Token' })
    expect(told.message).toMatch(says)
    expect(told.hint).toMatch(remedy)
  })

  it('a tenant that does not exist', async () => {
    const TokenUrl = world.info.tokenUrl.replace(world.info.tenant, '00000000-0000-4000-8000-00000000abcd')
    const told = await failed('no-tenant', { ...settingsOf(world.info, 'app'), TokenUrl })
    expect(told.message).toMatch(/Token URL names a tenant that does not exist.*AADSTS90002/)
    expect(told.hint).toMatch(/step 5/)
  })

  it('a client secret past its end', async () => {
    const { clientId, clientSecret } = world.info.expiredSecretClient
    const told = await failed('expired-secret', {
      ...settingsOf(world.info, 'app'),
      ClientId: clientId,
      ClientSecret: clientSecret,
    })
    expect(told.message).toMatch(/Client Secret has expired.*AADSTS7000222/)
    expect(told.hint).toMatch(/step 2/)
  })

  it('an app that is no user of the organization is sent to step 4, not to the scopes of step 3', async () => {
    const { clientId, clientSecret } = world.info.outsider
    const told = await failed('outsider', {
      ...settingsOf(world.info, 'app'),
      ClientId: clientId,
      ClientSecret: clientSecret,
    })
    expect(told).toMatchObject({ step: 'Organization' })
    expect(told.message).toMatch(/TF400813/)
    expect(told.hint).toMatch(/access level \(step 4/)
  })

  it('an expired PAT', async () => {
    const told = await failed('expired-pat', { Auth: 'Pat', PersonalAccessToken: world.info.expiredPat })
    expect(told).toMatchObject({ step: 'Organization' })
    expect(told.message).toMatch(/Personal Access Token .* it has expired/)
    expect(told.hint).toMatch(/Make a new one .* Personal access tokens/)
  })

  it('a PAT that nobody made', async () => {
    const told = await failed('unknown-pat', {
      Auth: 'Pat',
      PersonalAccessToken: randomBytes(26).toString('hex'),
    })
    expect(told.message).toMatch(/refused the Personal Access Token/)
    expect(told.hint).toMatch(/neither expired nor revoked/)
  })

  it('a ready token that is no token of this tenant', async () => {
    const claims = Buffer.from(JSON.stringify({ aud: 'https://graph.microsoft.com', exp: 4102444800 }))
    const told = await failed('other-audience', {
      Auth: 'AccessToken',
      AccessToken: `eyJhbGciOiJub25lIn0.${claims.toString('base64url')}.c2ln`,
    })
    expect(`${told.message} ${told.hint}`).toMatch(/audience|graph\.microsoft\.com|499b84ac/)
  })

  it('a default project that does not exist is named Default Project', async () => {
    const told = await failed('no-project', { ...settingsOf(world.info, 'pat'), Project: 'Nowhere at all' })
    expect(told).toMatchObject({ step: 'Default project' })
    expect(told.message).toMatch(/Default Project "Nowhere at all" does not exist/)
  })
})
