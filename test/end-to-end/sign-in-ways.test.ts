import { chmod, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { scriptedPerson, settingsOf, startSignInWorld, type SignInWorld } from './sign-in-world.js'

let world: SignInWorld
beforeAll(async () => {
  world = await startSignInWorld()
})
afterAll(() => world.close())

/** Generate Token, then Test Connection: every step must pass. */
async function signIn(name: string, settings: Readonly<Record<string, string>>) {
  await world.add(name, settings)
  const status = await (await world.credential(name)).generate(undefined, scriptedPerson())
  const steps = await world.test(name)
  expect(steps.filter(({ ok }) => !ok).map(({ detail, error }) => [detail, error?.hint])).toEqual([])
  expect(status.held).toBe(true)
  return { status, steps, token: steps.find((step) => step.name === 'Token')!.detail }
}
const file = async (name: string, content: string): Promise<string> => {
  const path = join(world.folder, name)
  await writeFile(path, content, { mode: 0o600 })
  return path
}

describe('App Credentials', () => {
  it('sign in with a client secret, and the test says for whom, what and until when', async () => {
    const { status, token, steps } = await signIn('secret', settingsOf(world.info, 'app'))
    expect(status).toMatchObject({
      way: 'App Credentials',
      audience: '499b84ac-1321-427f-aa17-267ca6975798',
      tenant: world.info.tenant,
      identity: world.info.clientId,
      identityKind: 'app',
    })
    expect(token).toContain(
      `for 499b84ac-1321-427f-aa17-267ca6975798, of tenant ${world.info.tenant}, as app ${world.info.clientId}`,
    )
    expect(token).toMatch(/until \d{4}-\d\d-\d\dT/)
    expect(steps.at(-1)!.detail).toBe('The identity may read boards, repos, pipelines, test, graph.')
  })

  it('sign in with the scope of the application id of Azure DevOps as well', async () => {
    const scope = '499b84ac-1321-427f-aa17-267ca6975798/.default'
    await signIn('by-id', { ...settingsOf(world.info, 'app'), Scope: scope })
  })

  it('sign in with a certificate file in place of the secret', async () => {
    const { clientId, certificatePem } = world.info.certificateClient
    const { status } = await signIn('certificate', {
      Auth: 'AppCredentials',
      TokenUrl: world.info.tokenUrl,
      ClientId: clientId,
      ClientCertificatePath: await file('app.pem', certificatePem),
    })
    expect(status).toMatchObject({ identity: clientId, identityKind: 'app' })
  })

  it('sign in with a federated token file, read anew at each use', async () => {
    const { clientId, assertion } = world.info.federatedClient
    const path = await file(
      'federated.jwt',
      world.info.federatedClient.assertion.replace(/.{20}$/, 'A'.repeat(20)),
    )
    const settings = {
      Auth: 'AppCredentials',
      TokenUrl: world.info.tokenUrl,
      ClientId: clientId,
      FederatedTokenFilePath: path,
    }
    await world.add('federated-stale', settings)
    const credential = await world.credential('federated-stale')
    await expect(credential.generate()).rejects.toMatchObject({ code: 'SIGN_IN_REFUSED' })
    await writeFile(path, `${assertion}\n`)
    expect(await credential.generate()).toMatchObject({ held: true, identity: clientId })
    await signIn('federated', settings)
  })
})

describe('Managed Identity', () => {
  it('signs in with the identity of the machine', async () => {
    const { status } = await signIn('machine', {
      Auth: 'ManagedIdentity',
      ManagedIdentityUrl: world.info.managedIdentityUrl,
    })
    expect(status).toMatchObject({ way: 'Managed Identity', identityKind: 'app' })
  })

  it('signs in with a user-assigned identity, named by its Client ID', async () => {
    const { clientId } = world.info.managedIdentity
    const { status } = await signIn('assigned', {
      Auth: 'ManagedIdentity',
      ManagedIdentityUrl: world.info.managedIdentityUrl,
      ClientId: clientId,
    })
    expect(status.identity).toBe(clientId)
  })
})

describe('Personal Access Token', () => {
  it('signs in, and the test names its owner since the token itself says nothing', async () => {
    const { token, steps } = await signIn('pat', settingsOf(world.info, 'pat'))
    expect(token).toMatch(/^Personal Access Token is set; .*User settings, Personal access tokens/)
    expect(steps[2]!.detail).toContain(
      `accepts the Personal Access Token of ${world.info.users[0]!.displayName}`,
    )
  })

  it('signs in to a collection URL, as of an Azure DevOps Server', async () => {
    const { info } = world
    await world.app.profiles.add('server', {
      ...settingsOf(info, 'pat'),
      Url: `${info.url}/${info.organization}`,
      Organization: info.organization,
    })
    expect((await world.test('server')).filter(({ ok }) => !ok)).toEqual([])
  })
})

describe('Access Token', () => {
  /** A token that somebody else obtained, as a pipeline has its System.AccessToken. */
  const readyToken = async (): Promise<string> => {
    const { tokenUrl, clientId, clientSecret } = world.info
    const answer = await fetch(tokenUrl, {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'client_credentials',
        client_id: clientId,
        client_secret: clientSecret,
        scope: 'https://app.vssps.visualstudio.com/.default',
      }),
    })
    return ((await answer.json()) as { access_token: string }).access_token
  }

  it('signs in with a ready token, and says until when it is good', async () => {
    const { status } = await signIn('ready', { Auth: 'AccessToken', AccessToken: await readyToken() })
    expect(status).toMatchObject({ way: 'Access Token', identity: world.info.clientId })
    expect(status.expiresAt).toMatch(/^\d{4}-/)
  })

  it('signs in with a token from the environment', async () => {
    const { openApp } = await import('../../src/main.js')
    process.env.AZDO_CONNECTION_PIPELINE_AUTH = 'AccessToken'
    process.env.AZDO_CONNECTION_PIPELINE_ACCESSTOKEN = await readyToken()
    process.env.AZDO_CONNECTION_PIPELINE_ORGANIZATION = world.info.organization
    process.env.AZDO_CONNECTION_PIPELINE_URL = world.info.url
    try {
      const app = await openApp({ home: join(world.folder, 'other-home') })
      const steps = await app.test(await app.profiles.connection('pipeline'), () => undefined)
      expect(steps.filter(({ ok }) => !ok)).toEqual([])
    } finally {
      for (const key of Object.keys(process.env))
        if (key.startsWith('AZDO_CONNECTION_PIPELINE_')) delete process.env[key]
    }
  })

  it('signs in with what a command prints as a mere token', async () => {
    const path = await file('print-token.mjs', `process.stdout.write(${JSON.stringify(await readyToken())})`)
    await signIn('printed', { Auth: 'AccessToken', AccessTokenCommand: `${process.execPath} '${path}'` })
  })

  it('signs in with what a command prints as JSON, as az account get-access-token does', async () => {
    const printed = {
      accessToken: await readyToken(),
      expiresOn: '2099-01-01 00:00:00.000000',
      tokenType: 'Bearer',
    }
    const path = await file('print-json.mjs', `console.log(${JSON.stringify(JSON.stringify(printed))})`)
    await signIn('az', { Auth: 'AccessToken', AccessTokenCommand: `${process.execPath} "${path}"` })
  })

  it('runs the command again when its token is refused', async () => {
    const counter = join(world.folder, 'runs')
    const tokens = [await readyToken()]
    await world.control('/tokens/revoke')
    tokens.push(await readyToken())
    const path = await file(
      'print-next.mjs',
      `import { appendFileSync, readFileSync } from 'node:fs'
appendFileSync(${JSON.stringify(counter)}, 'x')
console.log(${JSON.stringify(tokens)}[Math.min(readFileSync(${JSON.stringify(counter)}, 'utf8').length, 2) - 1])`,
    )
    await chmod(path, 0o700)
    await world.add('again', { Auth: 'AccessToken', AccessTokenCommand: `${process.execPath} ${path}` })
    expect((await world.test('again')).filter(({ ok }) => !ok)).toEqual([])
  })
})
