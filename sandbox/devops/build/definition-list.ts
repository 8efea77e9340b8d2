import { createBuilds, type ProjectBuilds } from '../../data/build/build-data.js'
import { stateOf } from '../../data/build/build.js'
import { contentOf, latestRevision, type BuildDefinition } from '../../data/build/definition.js'
import { badArgument } from '../devops-error.js'
import { listPage } from '../paging.js'
import { flag, wholeNumber } from '../query-parameters.js'
import type { EndpointCall } from '../route.js'
import { momentParameter } from '../moment.js'
import { definitionAnswer, definitionSummary } from './definition-answer.js'
import { folderPath } from './definition-body.js'
import { projectOf } from './find-build.js'
import { numbersParameter } from './list-parameter.js'
import { enumParameter } from '../enum-value.js'

/** Page sizes (unconfirmed). */
const defaultPage = 10_000

const orders = {
  none: 0,
  lastModifiedAscending: 1,
  lastModifiedDescending: 2,
  definitionNameAscending: 3,
  definitionNameDescending: 4,
}

/** `GET build/definitions`. */
export function listDefinitions(call: EndpointCall) {
  const own = call.organization.part(createBuilds).of(projectOf(call))
  const fits = filterOf(call, own)
  const found = [...own.definitions.values()].filter((definition) => !definition.deleted && fits(definition))
  const order = enumParameter(call, 'queryOrder', orders, 'none')
  if (order !== 'none') {
    const sign = order.endsWith('Descending') ? -1 : 1
    found.sort((a, b) => sign * (order.startsWith('last') ? changedAt(a) - changedAt(b) : compareNames(a, b)))
  }
  const all = flag(call, 'includeAllProperties')
  return listPage(call, found, { default: defaultPage }, (definition) =>
    all ? definitionAnswer(call, definition) : definitionSummary(call, definition),
  )
}

function changedAt(definition: BuildDefinition): number {
  return latestRevision(definition).changedAt
}

function compareNames(a: BuildDefinition, b: BuildDefinition): number {
  const [first, second] = [contentOf(a).name.toLowerCase(), contentOf(b).name.toLowerCase()]
  return first < second ? -1 : first > second ? 1 : a.id - b.id
}

function filterOf(call: EndpointCall, own: ProjectBuilds): (definition: BuildDefinition) => boolean {
  const name = call.query('name')?.toLowerCase()
  const path = call.query('path')
  const folder = path ? folderPath(path).toLowerCase() : undefined
  const repository = call.query('repositoryId')?.toLowerCase()
  const repositoryType = call.query('repositoryType')
  if (repository && !repositoryType)
    throw badArgument('A repository type must be given along with a repository id.')
  const ids = numbersParameter(call, 'definitionIds')
  const builtAfter = momentParameter(call, 'builtAfter')
  const notBuiltAfter = momentParameter(call, 'notBuiltAfter')
  const task = call.query('taskIdFilter')?.toLowerCase()
  const processType = wholeNumber(call, 'processType', 0)
  const yaml = call.query('yamlFilename')
  if (yaml && !repository) throw badArgument('A YAML file can only be searched for along with a repository.')
  const builtSince = (definition: BuildDefinition, since: number) => {
    const last = own.byDefinition.get(definition)?.findLast((build) => !build.deleted)
    return last !== undefined && (stateOf(last, call.now).startedAt ?? last.queuedAt) > since
  }
  return (definition) => {
    const content = contentOf(definition)
    const { process } = content
    return (
      (!name || nameFits(content.name.toLowerCase(), name)) &&
      (folder === undefined || content.path.toLowerCase() === folder) &&
      (!repository || content.repository.id === repository) &&
      (!repositoryType || repositoryType.toLowerCase() === 'tfsgit') &&
      (!ids || ids.has(definition.id)) &&
      (builtAfter === undefined || builtSince(definition, builtAfter)) &&
      (notBuiltAfter === undefined || !builtSince(definition, notBuiltAfter)) &&
      (!task ||
        (process.type === 1 &&
          process.phases.some(({ steps }) => steps.some((step) => step.task.id === task)))) &&
      (processType === undefined || processType === 0 || process.type === processType) &&
      (!yaml || (process.type === 2 && process.yamlFilename === yaml))
    )
  }
}

/** The whole name, with `*` for any text. */
function nameFits(name: string, wanted: string): boolean {
  const pattern = wanted.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*')
  return new RegExp(`^${pattern}$`, 's').test(name)
}
