import type { App } from '../../src/cli/app.js'
import { createEvents } from '../../src/events/events.js'
import { openProfiles } from '../../src/settings/profiles.js'
import { readServerSettings } from '../../src/settings/server-settings.js'
import { tables } from '../../src/tables/catalog.js'

/** An App with real profiles, events and tables over a home; what a test does not give and a command still asks for fails. */
export function partialApp(home: string, parts: Partial<App> = {}): App {
  const server = readServerSettings({ AZDO_HOME: home })
  const missing = (name: string) => () => {
    throw new Error(`${name} is not part of this test`)
  }
  return {
    version: '1.2.3',
    server,
    profiles: openProfiles(server),
    events: createEvents(),
    credential: missing('credential'),
    forgetToken: missing('forgetToken'),
    test: missing('test'),
    tables: () => Promise.resolve(tables),
    openGateway: missing('openGateway'),
    findGateway: () => Promise.resolve(undefined),
    clientRole: () => Promise.resolve(undefined),
    openConsole: missing('openConsole'),
    startSandbox: missing('startSandbox'),
    ...parts,
  }
}
