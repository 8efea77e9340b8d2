import { contentOf, type BuildDefinition } from '../../data/build/definition.js'
import { planOf } from '../../data/build/run-plan.js'

/** The YAML a definition runs, made from its plan. */
export function yamlText(definition: BuildDefinition): string {
  const lines = [`name: ${quoted(contentOf(definition).buildNumberFormat)}`, 'stages:']
  for (const stage of planOf(definition)) {
    lines.push(`- stage: ${stage.refName}`, `  displayName: ${quoted(stage.name)}`, '  jobs:')
    for (const job of stage.jobs) {
      lines.push(`  - job: ${job.refName}`, `    displayName: ${quoted(job.name)}`, '    steps:')
      for (const { name, task } of job.tasks) {
        if (!task) continue
        lines.push(
          `    - task: ${quoted(`${task.name}@${task.version.split('.')[0]}`)}`,
          `      displayName: ${quoted(name)}`,
        )
      }
    }
  }
  return `${lines.join('\n')}\n`
}

/** A YAML text in single quotes. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`
}
