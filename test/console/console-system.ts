import type { RunningConsole } from '../../src/cli/app.js'
import { startSystem, type System, type SystemOptions } from '../end-to-end/system.js'
import { comeIn, type ConsoleClient } from './console-client.js'

/** The whole product with a console that somebody has come in to. */
export interface ConsoleSystem extends System {
  readonly console: RunningConsole
  readonly client: System['client']
  readonly browser: ConsoleClient
}

export async function startConsoleSystem(options: SystemOptions = {}): Promise<ConsoleSystem> {
  const system = await startSystem(options)
  const { app, gateway, sandbox } = system
  const console = await app.openConsole({
    host: '127.0.0.1',
    port: 0,
    gateway,
    startSandbox: async () => {
      const { info } = sandbox
      await app.profiles.add('sandbox', {
        Auth: 'Pat',
        PersonalAccessToken: info.pat,
        Organization: info.organization,
        Url: info.url,
      })
      return 'sandbox'
    },
  })
  const browser = await comeIn(console.link())
  return Object.assign(system, {
    console,
    browser,
    close: ((close) => async () => {
      await console.close()
      await close()
    })(system.close.bind(system)),
  })
}
