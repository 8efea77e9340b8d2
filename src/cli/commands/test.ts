import type { Command } from 'commander'
import { AzdoError } from '../../errors/azdo-error.js'
import type { TestStep } from '../../rest/test-connection.js'
import type { CommandContext } from '../command-context.js'

/** `azdo test`: Test Connection, step by step. */
export function addTestCommand(program: Command, context: CommandContext): void {
  program
    .command('test')
    .description('test a connection: address, token, organization, projects, areas')
    .argument('[name]', 'the connection (default: the default connection)')
    .action(async (name: string | undefined) => {
      const app = await context.app()
      const connection = await app.profiles.connection(name)
      const steps = await app.test(connection, (step) => {
        context.print(stepLine(step))
        for (const warning of step.warnings ?? []) context.note(`warning: ${warning}`)
      })
      const failed = steps.find((step) => !step.ok)
      if (failed !== undefined)
        throw failed.error ?? new AzdoError('INTERNAL', `${failed.name}: ${failed.detail}`)
      context.print(`Connection ${connection.name} works.`)
    })
}

/** `✓ Token          valid until …` */
export function stepLine(step: TestStep): string {
  return `${step.ok ? '✓' : '✗'} ${step.name.padEnd(16)} ${step.detail.replace(/\s*\n\s*/g, ' ')}`.trimEnd()
}
