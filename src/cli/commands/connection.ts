import type { Command } from 'commander'
import { AzdoError } from '../../errors/azdo-error.js'
import { findSetting, masked } from '../../settings/connection-settings.js'
import { parseConnectionString, printConnectionString } from '../../settings/connection-string.js'
import { connectionWarnings } from '../../settings/connection-warnings.js'
import type { App } from '../app.js'
import type { CliIo } from '../cli-io.js'
import type { CommandContext } from '../command-context.js'
import { askMissingSecrets, authMethod, parsePairs, resolveValues, setValue } from '../typed-settings.js'
import { tableLines } from '../text-table.js'

const waysToSignIn = 'app-credentials, user-credentials, pat, access-token or managed-identity'

interface SettingOptions {
  readonly auth?: string
  readonly set?: readonly string[]
  readonly string?: string
}

/** `azdo connection`: the connections that are set up. */
export function addConnectionCommands(program: Command, context: CommandContext): void {
  const connection = program
    .command('connection')
    .description('set up connections to Azure DevOps organizations')
  const set = '--set <Key=Value...>'
  const setHelp = 'settings; Key=- asks (or reads standard input), Key=@file reads a file'
  const string = '--string <text>'
  const stringHelp = 'settings as a connection string: "Key=Value;Key=Value"'

  connection
    .command('add')
    .description('add a connection; the first one becomes the default')
    .argument('<name>', 'its name, which is also its schema in SQL')
    .option('--auth <way>', waysToSignIn)
    .option(set, setHelp)
    .option(string, stringHelp)
    .action(async (name: string, options: SettingOptions) => {
      const values = await typedSettings(context.io, options)
      if (values['Auth'] === undefined) {
        throw new AzdoError('SETTING_MISSING', 'The way of signing in is not given.', {
          hint: `Add --auth with one of ${waysToSignIn}.`,
        })
      }
      await askMissingSecrets(context.io, values)
      const app = await context.app()
      hideSecrets(app, values)
      const profile = await app.profiles.add(name, values)
      context.print(
        `Connection ${profile.name} saved (${summary(profile.values)})${profile.isDefault ? ', the default' : ''}.`,
      )
      await noteWarnings(context, app, profile.name)
      context.note(nextStep(profile.name, profile.values))
    })

  connection
    .command('list')
    .description('list the connections; * marks the default')
    .action(async () => {
      const profiles = await (await context.app()).profiles.list()
      if (profiles.length === 0)
        return context.note('No connection is set up yet. See: azdo help connection add')
      const rows = profiles.map((profile) => [
        profile.isDefault ? '*' : '',
        profile.name,
        profile.values['Auth'] ?? '',
        profile.values['Organization'] ?? '',
        profile.values['Url'] ?? findSetting('Url')?.default.AppCredentials ?? '',
        profile.values['Project'] ?? '',
      ])
      for (const line of tableLines(['', 'name', 'auth', 'organization', 'url', 'project'], rows))
        context.print(line)
    })

  connection
    .command('show')
    .description('show the settings of a connection; secrets are masked')
    .argument('[name]', 'the connection (default: the default connection)')
    .action(async (name: string | undefined) => {
      const profile = await (await context.app()).profiles.get(name)
      context.print(`${profile.name}${profile.isDefault ? ' (default)' : ''}`)
      for (const [key, value] of Object.entries(masked(profile.values)))
        context.print(`  ${key.padEnd(22)} ${value}`)
    })

  connection
    .command('export')
    .description('print a connection as a connection string, which connection add --string takes')
    .argument('[name]', 'the connection (default: the default connection)')
    .option('--with-secrets', 'print secrets in the clear instead of ***')
    .action(async (name: string | undefined, options: { withSecrets?: boolean }) => {
      const profile = await (await context.app()).profiles.get(name)
      const clear = options.withSecrets === true
      const text = printConnectionString(clear ? profile.values : masked(profile.values))
      // Past the masking of secrets: here they are what was asked for.
      if (clear) context.io.stdout.write(`${text}\n`)
      else context.print(text)
    })

  connection
    .command('edit')
    .description('change settings of a connection; Key= takes a setting away')
    .argument('<name>', 'the connection')
    .option('--auth <way>', waysToSignIn)
    .option(set, setHelp)
    .option(string, stringHelp)
    .action(async (name: string, options: SettingOptions) => {
      const values = await typedSettings(context.io, options)
      if (Object.keys(values).length === 0) {
        throw new AzdoError('USAGE', 'There is nothing to change.', {
          hint: 'For example: --set Project=Fabrikam',
        })
      }
      const app = await context.app()
      hideSecrets(app, values)
      const profile = await app.profiles.edit(name, values)
      context.print(`Connection ${profile.name} changed: ${Object.keys(values).join(', ')}.`)
      await noteWarnings(context, app, profile.name)
      context.note(nextStep(profile.name, profile.values))
    })

  connection
    .command('remove')
    .description('remove a connection and its secrets')
    .argument('<name>', 'the connection')
    .action(async (name: string) => {
      const app = await context.app()
      const profile = await app.profiles.get(name)
      await app.profiles.remove(profile.name)
      await app.forgetToken(profile.name)
      context.print(`Connection ${profile.name} removed.`)
    })

  connection
    .command('default')
    .description('make a connection the default')
    .argument('<name>', 'the connection')
    .action(async (name: string) => {
      await (await context.app()).profiles.setDefault(name)
      context.print(`Connection ${name} is the default.`)
    })
}

/** Everything given on the command line; --set wins over --string, --auth over both. A connection string is literal. */
async function typedSettings(io: CliIo, options: SettingOptions): Promise<Record<string, string>> {
  const values: Record<string, string> = {}
  const literal = options.string === undefined ? {} : parseConnectionString(options.string)
  for (const [key, value] of Object.entries(literal)) setValue(values, key, value)
  const masks = Object.keys(values).filter(
    (key) => values[key] === '***' && findSetting(key)?.secret === true,
  )
  Object.assign(values, await resolveValues(io, parsePairs(options.set ?? [])))
  const lost = masks.filter((key) => values[key] === '***')
  if (lost.length > 0) {
    throw new AzdoError(
      'SETTING_INVALID',
      `${lost.join(' and ')} in the connection string is masked (***).`,
      {
        hint: `Export it with --with-secrets, or give the value beside it: --set ${lost.map((key) => `${key}=-`).join(' ')}`,
      },
    )
  }
  const auth = options.auth ?? values['Auth']
  if (auth !== undefined) values['Auth'] = authMethod(auth)
  return values
}

function hideSecrets(app: App, values: Readonly<Record<string, string>>): void {
  for (const [key, value] of Object.entries(values))
    if (findSetting(key)?.secret !== false) app.events.hide(value)
}

async function noteWarnings(context: CommandContext, app: App, name: string): Promise<void> {
  for (const warning of connectionWarnings(await app.profiles.connection(name)))
    context.note(`warning: ${warning}`)
}

function summary(values: Readonly<Record<string, string>>): string {
  return [values['Auth'], values['Organization'] && `organization ${values['Organization']}`]
    .filter(Boolean)
    .join(', ')
}

function nextStep(name: string, values: Readonly<Record<string, string>>): string {
  const hasStep = values['Auth'] === 'UserCredentials' || values['Auth'] === 'AppCredentials'
  return hasStep ? `next: azdo token generate ${name}` : `next: azdo test ${name}`
}
