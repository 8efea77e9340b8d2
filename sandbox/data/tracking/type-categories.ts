import type { ProcessModel, WorkItemTypeModel } from '../processes.js'
import { hiddenTypes, testCaseType } from './hidden-type.js'

/** What kind of thing some work item types are, whatever a process calls them. */
export interface TypeCategory {
  referenceName: string
  name: string
  defaultType: WorkItemTypeModel
  types: readonly WorkItemTypeModel[]
}

/** Which of a process's own types stand for what (docs, "Choose a process"); the first is the default. */
const planning: readonly [category: string, label: string, names: readonly string[]][] = [
  ['EpicCategory', 'Epic Category', ['Epic']],
  ['FeatureCategory', 'Feature Category', ['Feature']],
  ['RequirementCategory', 'Requirement Category', ['User Story', 'Product Backlog Item']],
  ['TaskCategory', 'Task Category', ['Task']],
  ['BugCategory', 'Bug Category', ['Bug']],
]

const made = new Map<ProcessModel, readonly TypeCategory[]>()

/** Every type of a process: those items are generated of, then the others. */
export function allTypes(process: ProcessModel): readonly WorkItemTypeModel[] {
  return [...process.types, testCaseType, ...hiddenTypes]
}

/** The categories of a process. Types of none of them (Issue in Agile) are in no list. */
export function typeCategories(process: ProcessModel): readonly TypeCategory[] {
  const known = made.get(process)
  if (known) return known
  const own = planning.flatMap(([category, label, names]) => {
    // Basic plans with issues, and has no bugs of their own.
    const wanted = process.name === 'Basic' && category === 'RequirementCategory' ? ['Issue'] : names
    return entry(
      category,
      label,
      process.types.filter(({ name }) => wanted.includes(name)),
    )
  })
  const single = [testCaseType, ...hiddenTypes].flatMap((type) => {
    const name = type.name === 'Shared Steps' ? 'Shared Step' : type.name
    return entry(`${name.replaceAll(' ', '')}Category`, `${name} Category`, [type])
  })
  const categories = [...own, ...single, ...entry('HiddenCategory', 'Hidden Types Category', hiddenTypes)]
  made.set(process, categories)
  return categories
}

function entry(name: string, label: string, types: readonly WorkItemTypeModel[]): TypeCategory[] {
  const [defaultType] = types
  return defaultType ? [{ referenceName: `Microsoft.${name}`, name: label, defaultType, types }] : []
}
