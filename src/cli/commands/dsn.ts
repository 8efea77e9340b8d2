import { Option, type Command } from 'commander'
import { driverSettings, dsnTargets, type DsnTarget } from '../../client/driver-settings.js'
import type { GatewayAddress } from '../../client/gateway-address.js'
import { AzdoError } from '../../errors/azdo-error.js'
import type { App } from '../app.js'
import type { CommandContext } from '../command-context.js'

/** Where `azdo start` listens unless told otherwise. */
export const defaultGatewayPort = 15432

/** `azdo dsn`: how other programs connect. */
export function addDsnCommand(program: Command, context: CommandContext): void {
  program
    .command('dsn')
    .description('print what a program needs to connect to the gateway, with the password')
    .argument('<name>', 'the connection')
    .addOption(new Option('--for <program>', 'who it is for').choices([...dsnTargets]).default('psql'))
    .action(async (name: string, options: { readonly for: DsnTarget }) => {
      const app = await context.app()
      const profile = await app.profiles.get(name)
      const address = await gatewayAddress(context, app)
      // Not by context.print: this is the one place where the password is asked for.
      context.io.stdout.write(driverSettings(options.for, profile.name, address))
    })
}

async function gatewayAddress(context: CommandContext, app: App): Promise<GatewayAddress> {
  const running = await app.findGateway()
  if (running !== undefined) return running
  context.note(
    `note: no gateway is running now. Start it with: azdo start (this is for its usual port ${defaultGatewayPort})`,
  )
  if ((await app.clientRole()) === undefined) {
    const once = await app.openGateway({ host: '127.0.0.1', port: 0, announce: false })
    await once.close()
  }
  const role = await app.clientRole()
  if (role === undefined)
    throw new AzdoError('INTERNAL', 'The database was started but has no role for clients.')
  return {
    host: '127.0.0.1',
    port: defaultGatewayPort,
    database: 'azdo',
    user: role.name,
    password: role.password,
  }
}
