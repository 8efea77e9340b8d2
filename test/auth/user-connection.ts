import type { Interaction } from '../../src/auth/interaction.js'
import type { Connection } from '../../src/settings/connection.js'
import { appConnection } from './token-server.js'

/** A connection by User Credentials, as the settings would give it. */
export function userConnection(tokenUrl: string, more: Partial<Connection> = {}): Connection {
  return appConnection(tokenUrl, {
    auth: 'UserCredentials',
    authUrl: tokenUrl.replace(/token$/, 'authorize'),
    clientSecret: undefined,
    scopes: ['https://app.vssps.visualstudio.com/vso.work', 'offline_access'],
    ...more,
  })
}

/** A person whose browser goes where `visit` sends it; records what was shown. */
export interface ScriptedPerson extends Interaction {
  readonly shown: string[]
}

export function person(script: {
  /** Called with the sign-in address; undefined: there is no browser. */
  visit?: (address: URL) => Promise<unknown>
  answer?: (address: URL) => string | undefined
  way?: 'browser' | 'device-code'
}): ScriptedPerson {
  const shown: string[] = []
  let last = new URL('http://localhost')
  return {
    shown,
    way: script.way,
    async openBrowser(url) {
      last = new URL(url)
      if (script.visit === undefined) return false
      await script.visit(last)
      return true
    },
    showAddress: (url) => void shown.push(`address ${url}`),
    showDeviceCode: (code) => void shown.push(`code ${code.userCode} at ${code.verificationUri}`),
    async askForAnswer(prompt) {
      shown.push(prompt)
      return script.answer?.(last)
    },
  }
}

/** Where the sign-in page sends the browser: the Return URL with these parameters and the state. */
export function returnAddress(address: URL, parameters: Record<string, string>): URL {
  const back = new URL(address.searchParams.get('redirect_uri')!)
  const state = address.searchParams.get('state')!
  for (const [name, value] of Object.entries({ state, ...parameters })) back.searchParams.set(name, value)
  return back
}
