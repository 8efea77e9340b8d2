import type { Command } from 'commander'
import type { TokenStatus } from '../../auth/credential.js'
import type { CommandContext } from '../command-context.js'

/** `azdo token`: Generate Token, and what is held. */
export function addTokenCommands(program: Command, context: CommandContext): void {
  const token = program.command('token').description('get an access token, or see what is held')
  token
    .command('generate')
    .description('sign in and keep the token')
    .argument('[name]', 'the connection (default: the default connection)')
    .option('--no-browser', 'do not open a browser; print the address to open')
    .action(async (name: string | undefined) => {
      const app = await context.app()
      const connection = await app.profiles.connection(name)
      const status = await (await app.credential(connection)).generate()
      for (const line of statusLines(connection.name, status)) context.print(line)
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
      if (!status.held) context.note(`next: azdo token generate ${connection.name}`)
    })
}

/** A token's state as lines: the connection and way first, then what is known. Never the token. */
export function statusLines(connection: string, status: TokenStatus): string[] {
  const facts: [string, string | undefined][] = [
    ['expires', status.expiresAt],
    ['identity', status.identity],
    ['tenant', status.tenant],
    ['audience', status.audience],
    ['permissions', status.permissions?.join(', ')],
  ]
  return [
    `${connection}: ${status.held ? 'token held' : 'no token held'} (${status.way})`,
    ...facts
      .filter(([, value]) => value !== undefined && value !== '')
      .map(([name, value]) => `  ${name.padEnd(12)} ${value}`),
  ]
}
