import type { Command } from 'commander'
import type { TokenStatus } from '../../auth/credential.js'
import { untilStopped, type CommandContext } from '../command-context.js'
import { terminalInteraction } from '../terminal-interaction.js'

/** `azdo token`: Generate Token, and what is held. */
export function addTokenCommands(program: Command, context: CommandContext): void {
  const token = program.command('token').description('get an access token, or see what is held')
  token
    .command('generate')
    .description('sign in and keep the token')
    .argument('[name]', 'the connection (default: the default connection)')
    .option('--no-browser', 'do not open a browser; print the address to open')
    .option('--device-code', 'sign in on another device, with a code; for machines without a browser')
    .action(async (name: string | undefined, options: { browser: boolean; deviceCode?: boolean }) => {
      const app = await context.app()
      const connection = await app.profiles.connection(name)
      const wish = { browser: options.browser, deviceCode: options.deviceCode === true }
      const credential = await app.credential(connection)
      const status = await untilStopped(context, (stop) =>
        credential.generate(stop, terminalInteraction(context, connection, wish, stop)),
      )
      for (const line of statusLines(connection.name, status)) context.print(line)
      noteWarnings(context, status)
      context.note(`next: azdo test ${connection.name}`)
    })
  token
    .command('status')
    .description('say what token is held, without asking anyone')
    .argument('[name]', 'the connection (default: the default connection)')
    .action(async (name: string | undefined) => {
      const app = await context.app()
      const connection = await app.profiles.connection(name)
      const status = await (await app.credential(connection)).status()
      for (const line of statusLines(connection.name, status)) context.print(line)
      noteWarnings(context, status)
      if (!status.held) context.note(`next: azdo token generate ${connection.name}`)
    })
}

/** A token's state as lines: the connection and way first, then what is known. Never the token. */
export function statusLines(connection: string, status: TokenStatus): string[] {
  const permissions = status.permissions?.join(', ')
  const scopes = status.scopes?.join(', ')
  const facts: [string, string | undefined][] = [
    ['expires', status.expiresAt],
    ['identity', status.identity && [status.identityKind, status.identity].filter(Boolean).join(' ')],
    ['tenant', status.tenant],
    ['audience', status.audience],
    ['permissions', permissions],
    ['scopes', scopes === permissions ? undefined : scopes],
  ]
  return [
    `${connection}: ${status.held ? 'token held' : 'no token held'} (${status.way})`,
    ...facts
      .filter(([, value]) => value !== undefined && value !== '')
      .map(([name, value]) => `  ${name.padEnd(12)} ${value}`),
  ]
}

function noteWarnings(context: CommandContext, status: TokenStatus): void {
  for (const warning of status.warnings ?? []) context.note(`warning: ${warning}`)
}
