import type { GatewayAddress } from '../client/gateway-address.js'
import type { App } from './app.js'

/** The running gateway, or one of our own on a free port; `close` ends what was opened here. */
export async function gatewayFor(app: App): Promise<{ address: GatewayAddress; close(): Promise<void> }> {
  const running = await app.findGateway()
  if (running !== undefined) return { address: running, close: () => Promise.resolve() }
  const own = await app.openGateway({ host: '127.0.0.1', port: 0, announce: false })
  return { address: own, close: () => own.close() }
}
