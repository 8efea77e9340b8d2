import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startSandbox, type Sandbox, type SandboxInfo } from '../whole-suite/start-sandbox.js'
import { readSealed } from '../../src/settings/sealed-file.js'
import { openScriptedBrowser, walkSignIn } from './scripted-browser.js'
import { isBuilt, openSignInCommands, type CommandEnd, type SignInCommands } from './sign-in-command.js'

let sandbox: Sandbox
let info: SandboxInfo
let azdo: SignInCommands
beforeAll(async () => {
  if (!isBuilt) return
  sandbox = await startSandbox({ port: 0, seed: 5, projects: 2, workItems: 50 })
  info = sandbox.info
  azdo = await openSignInCommands()
})
afterAll(async () => {
  await azdo?.close()
  await sandbox?.close()
})

const add = async (
  name: string,
  auth: string,
  settings: Readonly<Record<string, string>>,
  input?: string,
) => {
  const pairs = Object.entries({ Url: info.url, Organization: info.organization, ...settings })
  const set = pairs.map(([key, value]) => `${key}=${value}`)
  return azdo.run(['connection', 'add', name, '--auth', auth, '--set', ...set], { input })
}
const user = (): Record<string, string> => ({
  AuthUrl: info.authUrl,
  TokenUrl: info.tokenUrl,
  ClientId: info.publicClient.clientId,
})
const person = () => info.users[0]!
/** It worked; what it printed. */
const fine = (end: CommandEnd): CommandEnd => {
  expect(end, end.err).toMatchObject({ code: 0 })
  return end
}

/** Run by `npm test`, which builds first. */
describe.skipIf(!isBuilt)('azdo, without a terminal', () => {
  it('token generate opens the browser, waits for the sign-in and prints the decoded token', async () => {
    fine(await add('in-browser', 'user-credentials', user()))
    const { env, openedFile } = await azdo.desktop()
    const command = azdo.start(['token', 'generate', 'in-browser'], { env })
    expect((await command.says(/add the Redirect URI (\S+) to the app registration/))[1]).toMatch(
      /^http:\/\/(localhost$|127\.0\.0\.1)/,
    )
    const address = await readFile(openedFile, 'utf8')
    const page = await walkSignIn(openScriptedBrowser(), address, info.url, person())
    expect(page.html).toMatch(/close this/i)
    const { out, err } = fine(await command.ended)
    expect(out).toMatch(/^in-browser: token held \(User Credentials\)$/m)
    expect(out).toContain(`identity     user ${person().uniqueName}`)
    expect(out).toMatch(/^ {2}expires {6}\d{4}-/m)
    expect(err).toContain('next: azdo test in-browser')
    const status = fine(await azdo.run(['token', 'status', 'in-browser']))
    expect(status.out).toBe(out)
    expect(fine(await azdo.run(['test', 'in-browser'])).out).toMatch(/✓ Areas .*may read boards/)
  })

  it('token generate --no-browser prints the address, and the loopback listener still gets the answer', async () => {
    fine(await add('by-address', 'user-credentials', user()))
    const command = azdo.start(['token', 'generate', 'by-address', '--no-browser'])
    const [, address] = await command.says(/^(http\S+\/authorize\S+)$/m)
    await walkSignIn(openScriptedBrowser(), address!, info.url, person())
    fine(await command.ended)
  })

  it('token generate reads what is pasted from a foreign Return URL as a line of standard input', async () => {
    fine(await add('pasted', 'user-credentials', { ...user(), ReturnUrl: 'https://zappysys.com/oauth' }))
    const command = azdo.start(['token', 'generate', 'pasted', '--no-browser'])
    const [, address] = await command.says(/^(http\S+\/authorize\S+)$/m)
    const page = await walkSignIn(openScriptedBrowser(), address!, info.url, person())
    command.type(page.url)
    const { out, err } = fine(await command.ended)
    expect(out).toMatch(/token held/)
    expect(out + err).not.toContain(new URL(page.url).searchParams.get('code'))
  })

  it('token generate --device-code, or no screen to open a browser on, shows a code and where to enter it', async () => {
    fine(await add('device', 'user-credentials', user()))
    for (const more of [['--device-code'], []]) {
      const command = azdo.start(['token', 'generate', 'device', ...more])
      const [, address, code] = await command.says(/open (http\S+) and enter the code (\S+)/)
      const browser = openScriptedBrowser()
      let page = await browser.open(address!)
      const field = page.forms.flatMap((form) => form.fields).find(({ type }) => type === 'text')!
      page = await browser.submit(page, { [field.name]: code! })
      for (let pages = 0; pages < 6 && page.forms.length > 0; pages++) {
        const inputs = page.forms.flatMap((form) => form.fields)
        const password = inputs.find(({ type }) => type === 'password')
        const name = inputs.find(({ kind, type }) => kind === 'input' && /^(text|email)$/.test(type))
        const values =
          password && name ? { [name.name]: person().uniqueName, [password.name]: person().password } : {}
        page = await browser.submit(page, values)
      }
      expect(fine(await command.ended).out).toMatch(/^device: token held/m)
    }
  })

  it('Ctrl-C gives the sign-in up: exit 1, no token', async () => {
    fine(await add('given-up', 'user-credentials', user()))
    const command = azdo.start(['token', 'generate', 'given-up', '--no-browser'])
    await command.says(/^http\S+\/authorize/m)
    command.signal('SIGINT')
    expect(await command.ended).toMatchObject({ code: 1, out: '' })
    expect((await azdo.run(['token', 'status', 'given-up'])).out).toMatch(/no token held/)
  })

  it('token generate warns at once when offline_access is missing, and token status again', async () => {
    const Scope = 'https://app.vssps.visualstudio.com/vso.project'
    expect(fine(await add('short', 'user-credentials', { ...user(), Scope })).err).toMatch(
      /warning: .*offline_access/,
    )
    const command = azdo.start(['token', 'generate', 'short', '--no-browser'])
    const [, address] = await command.says(/^(http\S+\/authorize\S+)$/m)
    await walkSignIn(openScriptedBrowser(), address!, info.url, person())
    expect(fine(await command.ended).err).toMatch(/warning: .*offline_access/)
    expect(fine(await azdo.run(['token', 'status', 'short'])).err).toMatch(/warning: .*offline_access/)
  })

  it('connection add takes access-token and managed-identity, which need no token generate', async () => {
    const program = join(azdo.folder, 'print-token.mjs')
    const form = {
      grant_type: 'client_credentials',
      client_id: info.clientId,
      client_secret: info.clientSecret,
    }
    const scope = 'https://app.vssps.visualstudio.com/.default'
    await writeFile(
      program,
      `const body = new URLSearchParams(${JSON.stringify({ ...form, scope })})
const answer = await fetch(${JSON.stringify(info.tokenUrl)}, { method: 'POST', body })
console.log(await answer.text())`,
    )
    const command = { AccessTokenCommand: `${process.execPath} ${program}` }
    expect(fine(await add('by-command', 'access-token', command)).err).toContain('next: azdo test by-command')
    fine(await azdo.run(['test', 'by-command']))
    const url = { ManagedIdentityUrl: info.managedIdentityUrl }
    expect(fine(await add('machine', 'managed-identity', url)).err).toContain('next: azdo test machine')
    fine(await azdo.run(['test', 'machine']))
  })

  it('connection export masks secrets unless asked; what it prints adds the same connection again', async () => {
    const app = {
      TokenUrl: info.tokenUrl,
      ClientId: info.clientId,
      ClientSecret: '-',
      Project: 'semi;colon "quoted"',
    }
    fine(await add('origin', 'app-credentials', app, info.clientSecret))
    const inClear = { mayShow: ['connection secret'] } as const
    const masked = fine(await azdo.run(['connection', 'export', 'origin'])).out
    expect(masked).toContain('ClientSecret=***;')
    expect(masked).not.toContain(info.clientSecret)
    const again = await azdo.run(['connection', 'add', 'copy', '--string', masked.trim()])
    expect(again).toMatchObject({ code: 2, out: '' })
    expect(again.err).toMatch(/ClientSecret .*masked.*\n.*--with-secrets/)
    const clear = fine(await azdo.run(['connection', 'export', 'origin', '--with-secrets'], inClear)).out
    expect(clear).toContain(`ClientSecret=${info.clientSecret};`)
    fine(await azdo.run(['connection', 'add', 'copy', '--string', clear.trim()]))
    expect(fine(await azdo.run(['connection', 'export', 'copy', '--with-secrets'], inClear)).out).toBe(clear)
  })

  it('connection add --string takes keys in any case, quotes and ~ scopes, and names the nearest of an unknown key', async () => {
    const scopes = '{https://app.vssps.visualstudio.com/vso.project~offline_access}'
    const text = `AUTH='UserCredentials'; authurl=${info.authUrl}; TOKENURL="${info.tokenUrl}"; clientid=x; scope=${scopes}; organization=${info.organization}; url=${info.url}`
    fine(await azdo.run(['connection', 'add', 'imported', '--string', text]))
    const { out } = fine(await azdo.run(['connection', 'export', 'imported']))
    expect(out).toContain('Scope=https://app.vssps.visualstudio.com/vso.project~offline_access;')
    const wrong = await azdo.run(['connection', 'add', 'wrong', '--string', `${text};RefreshTokenFile=x`])
    expect(wrong.code).toBe(2)
    expect(wrong.err).toMatch(/RefreshTokenFile is not a setting.*\n.*Did you mean RefreshTokenFilePath\?/)
  })

  it.each([-10, 10])('a clock that is %d minutes off harms no sign-in', async (minutes) => {
    const name = `off${minutes > 0 ? 'fast' : 'slow'}`
    const pem = join(azdo.folder, `${name}.pem`)
    await writeFile(pem, info.certificateClient.certificatePem)
    const app = { TokenUrl: info.tokenUrl, ClientId: info.clientId, ClientSecret: '-' }
    fine(await add(name, 'app-credentials', app, info.clientSecret))
    const certificate = { TokenUrl: info.tokenUrl, ClientId: info.certificateClient.clientId }
    fine(await add(`${name}-pem`, 'app-credentials', { ...certificate, ClientCertificatePath: pem }))
    fine(await add(`${name}-user`, 'user-credentials', user()))
    const shifted = { shiftMs: minutes * 60_000 }
    const command = azdo.start(['token', 'generate', `${name}-user`, '--no-browser'], shifted)
    const [, address] = await command.says(/^(http\S+\/authorize\S+)$/m)
    await walkSignIn(openScriptedBrowser(), address!, info.url, person())
    fine(await command.ended)
    for (const each of [name, `${name}-pem`, `${name}-user`]) {
      expect(fine(await azdo.run(['test', each], shifted)).out).toContain(`Connection ${each} works.`)
      await sleep(20)
      fine(await azdo.run(['test', each]))
    }
  })

  it('no secret, code or token is in anything these commands printed, nor in the clear in AZDO_HOME', async () => {
    const secrets = new Set([info.clientSecret, ...info.users.map(({ password }) => password)])
    const collect = (value: unknown): void => {
      if (typeof value === 'string' && value.length > 30 && !/\s|:\/\//.test(value)) secrets.add(value)
      else if (typeof value === 'object' && value !== null) Object.values(value).forEach(collect)
    }
    const files = (await readdir(azdo.home, { recursive: true, withFileTypes: true })).filter((entry) =>
      entry.isFile(),
    )
    for (const name of ['tokens', 'connections.sealed']) {
      const sealed = await readSealed(azdo.home, name)
      expect(sealed, name).toBeDefined()
      // Fingerprints of settings are in there as well: digests, not secrets, and nowhere else either.
      collect(sealed)
    }
    expect(secrets.size).toBeGreaterThan(10)
    const texts: (readonly [where: string, text: string])[] = azdo.printed
      .filter(({ args }) => !args.includes('--with-secrets'))
      .map(({ args, out, err }) => [`azdo ${args.slice(0, 3).join(' ')}`, out + err] as const)
    for (const { name, parentPath } of files)
      texts.push([name, await readFile(join(parentPath, name), 'latin1')])
    const found = texts.filter(([, text]) => [...secrets].some((secret) => text.includes(secret)))
    expect(found.map(([where]) => where)).toEqual([])
  })
})
