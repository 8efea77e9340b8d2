import type { App, RunningGateway } from '../../src/cli/app.js'
import { comeIn } from './console-client.js'

/** A console of an app in front of a gateway that runs already, and somebody who has come in. */
export async function startConsoleOf(app: App, gateway: RunningGateway) {
  const console = await app.openConsole({ host: '127.0.0.1', port: 0, gateway })
  return { browser: await comeIn(console.link()), close: () => console.close() }
}
