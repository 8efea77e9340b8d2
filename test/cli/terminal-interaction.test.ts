import { PassThrough } from 'node:stream'
import { describe, expect, it } from 'vitest'
import type { CommandContext } from '../../src/cli/command-context.js'
import { terminalInteraction } from '../../src/cli/terminal-interaction.js'
import { parseConnection } from '../../src/settings/connection.js'
import { recordedIo, type RecordedIoOptions } from './recorded-io.js'

const never = new AbortController().signal
const connection = (ReturnUrl?: string) =>
  parseConnection('box', {
    Auth: 'UserCredentials',
    AuthUrl: 'http://127.0.0.1:1/authorize',
    TokenUrl: 'http://127.0.0.1:1/token',
    ClientId: 'x',
    Organization: 'fabrikam',
    ...(ReturnUrl === undefined ? {} : { ReturnUrl }),
  })

function talk(options: RecordedIoOptions = {}, wish = {}, returnUrl?: string, stop = never) {
  const recorded = recordedIo(options)
  const write = (line: string): void => void recorded.io.stderr.write(`${line}\n`)
  const context: CommandContext = {
    io: recorded.io,
    app: () => Promise.reject(new Error('no App is needed')),
    openApp: () => Promise.reject(new Error('no App is needed')),
    print: write,
    note: write,
    outputGone: never,
    exitCode: 0,
  }
  const asked = { browser: true, deviceCode: false, ...wish }
  return { recorded, person: terminalInteraction(context, connection(returnUrl), asked, stop) }
}

describe.skipIf(process.platform !== 'linux')('the way to sign in', () => {
  const screen = { env: { DISPLAY: ':0' } }
  const terminal = () => ({ terminal: { keys: new PassThrough() } })
  it.each([
    ['a screen', screen, {}, undefined, 'browser'],
    ['no screen', {}, {}, undefined, 'device-code'],
    ['no screen, but a terminal', terminal(), {}, undefined, 'device-code'],
    ['no screen, a terminal and a Return URL elsewhere', terminal(), {}, 'https://x.example/', 'browser'],
    ['no screen, a terminal and a Return URL here', terminal(), {}, 'http://localhost:8400/', 'device-code'],
    ['no screen, no terminal and a Return URL elsewhere', {}, {}, 'https://x.example/', 'device-code'],
    ['--no-browser', {}, { browser: false }, undefined, 'browser'],
    ['--device-code', screen, { deviceCode: true }, undefined, 'device-code'],
  ] as const)('with %s', (_what, options, wish, returnUrl, way) => {
    expect(talk(options, wish, returnUrl).person.way).toBe(way)
  })
})

describe('a pasted answer', () => {
  it('is not shown when typed at a terminal', async () => {
    const keys = new PassThrough()
    const { recorded, person } = talk({ terminal: { keys } })
    const answer = person.askForAnswer('Paste the address:')
    await recorded.until(/Paste the address/)
    keys.write('https://x.example/?code=secret-code')
    keys.write('\r')
    expect(await answer).toBe('https://x.example/?code=secret-code')
    expect(recorded.out() + recorded.err()).not.toContain('secret-code')
  })

  it('is the first line that is not empty of standard input, without a terminal', async () => {
    const { person } = talk({ input: '\n  \nthe-code\nmore\n' })
    expect(await person.askForAnswer('Paste:')).toBe('the-code')
  })

  it('is none when the input ends, or when the person gives up', async () => {
    expect(await talk({ input: '' }).person.askForAnswer('Paste:')).toBeUndefined()
    const stop = new AbortController()
    const { person, recorded } = talk({ terminal: { keys: new PassThrough() } }, {}, undefined, stop.signal)
    const answer = person.askForAnswer('Paste:')
    await recorded.until(/Paste:/)
    stop.abort()
    expect(await answer).toBeUndefined()
  })
})

describe('what is shown', () => {
  it('is on stderr: the address, and the Redirect URI that Entra may ask for', () => {
    const { recorded, person } = talk({}, { browser: false })
    person.showAddress('https://login.example/authorize?redirect_uri=http%3A%2F%2Flocalhost%3A40000%2Fx')
    expect(recorded.out()).toBe('')
    expect(recorded.err()).toMatch(/^https:\/\/login\.example\/authorize\?/m)
    expect(recorded.err()).toContain('AADSTS50011, add the Redirect URI http://localhost to')
  })

  it('is the device code with its place and how long it is good', () => {
    const { recorded, person } = talk()
    person.showDeviceCode({
      userCode: 'ABCD-1234',
      verificationUri: 'https://microsoft.com/devicelogin',
      message: '…',
      expiresInSeconds: 900,
    })
    expect(recorded.err()).toContain(
      'open https://microsoft.com/devicelogin and enter the code ABCD-1234 (good for 15 min)',
    )
  })
})
