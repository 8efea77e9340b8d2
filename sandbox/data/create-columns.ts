import { flatten, type ClassificationNode, type ProjectNodes } from './classification-nodes.js'
import type { StateCategory, StateModel, WorkItemTypeModel } from './processes.js'
import { projectWeights, type Project } from './projects.js'
import { below, randomStream, streams, type Random } from './random.js'
import { firstDate, lastDate, nobody, tagPool, workers, type WorkItemColumns } from './work-item-columns.js'
import { dateOfRevision, drawDeeds, statePath } from './work-item-deeds.js'

const day = 86_400_000

/** Least time between the first and the newest revision where there are several, so that each has its own date. */
const shortestPast = 60_000

/** Azure DevOps shows a tag in the case it was first used with in a project, hence two spellings (see `tagList`). */
const spellings = [
  ['Security', 'Needs Review'],
  ['security', 'needs review'],
] as const

/** Fills the columns for `count` items; a few seconds for a million. */
export function createColumns(
  seed: number,
  count: number,
  projects: readonly Project[],
  nodes: readonly ProjectNodes[],
): WorkItemColumns {
  const types = [...new Set(projects.map((project) => project.process))].flatMap((process) => process.types)
  const states = types.flatMap((type) => type.states.map((state) => ({ type, state })))
  const areas = nodes.flatMap((of) => flatten(of.areas))
  const iterations = nodes.flatMap((of) => flatten(of.iterations))
  const areaCodes = codesByProject(nodes, areas, (of) => of.areas)
  const iterationCodes = codesByProject(nodes, iterations, (of) => of.iterations)
  const tags = createTagDictionary()
  const drawProject = weighted(projectWeights(projects))
  const drawType = projects.map((project) => weighted(project.process.types.map((type) => type.weight)))
  const typeCode = projects.map((project) => types.indexOf(project.process.types[0] as WorkItemTypeModel))
  const firstState = types.map((type) => states.findIndex((entry) => entry.type === type))
  const recent = projects.map(() => [[], [], [], []] as number[][])

  const columns: WorkItemColumns = {
    count,
    project: new Uint16Array(count),
    type: new Uint8Array(count),
    state: new Uint8Array(count),
    area: new Uint32Array(count),
    iteration: new Uint32Array(count),
    assignedTo: new Uint16Array(count),
    createdBy: new Uint16Array(count),
    changedBy: new Uint16Array(count),
    created: new Float64Array(count),
    changed: new Float64Array(count),
    stateChange: new Float64Array(count),
    priority: new Uint8Array(count),
    tags: new Uint16Array(count),
    rev: new Uint16Array(count),
    comments: new Uint8Array(count),
    parent: new Int32Array(count).fill(-1),
    types,
    states,
    areas,
    iterations,
    areasOf: areaCodes,
    iterationsOf: iterationCodes,
    tagLists: tags.lists,
  }
  const deeds = new Uint8Array(256)
  const step = (lastDate - firstDate - 30 * day) / Math.max(1, count)
  for (let index = 0; index < count; index++) {
    const random = randomStream(seed, streams.workItem, index)
    const project = drawProject(random())
    const type = (typeCode[project] as number) + (drawType[project] as Draw)(random())
    const model = types[type] as WorkItemTypeModel
    const created = roundedDate(random, firstDate + step * (index + 0.9 * random()))
    const stateAt = drawState(random, model.states, (lastDate - created) / (lastDate - firstDate))
    const untouched = stateAt === 0 && random() < 0.4
    const changed = untouched ? created : Math.max(drawChanged(random, created), created + shortestPast)
    columns.project[index] = project
    columns.type[index] = type
    columns.state[index] = (firstState[type] as number) + stateAt
    columns.area[index] = draw(random, areaCodes[project] as number[])
    columns.iteration[index] = draw(random, iterationCodes[project] as number[])
    columns.assignedTo[index] = random() < 0.2 ? nobody : below(random, workers)
    columns.createdBy[index] = below(random, workers)
    columns.changedBy[index] = untouched ? (columns.createdBy[index] as number) : below(random, workers)
    columns.created[index] = created
    columns.changed[index] = changed
    columns.priority[index] = random() < 0.03 ? 0 : 1 + Math.floor(4 * random() ** 1.3)
    columns.tags[index] = tags.draw(random, project)
    const comments = untouched ? 0 : Math.floor(6 * random() ** 3)
    const moves = statePath(model.states, stateAt).length - 1
    columns.comments[index] = comments
    columns.rev[index] = untouched ? 1 : Math.max(2 + Math.floor(18 * random() ** 2), 1 + moves + comments)
    const lastMove = drawDeeds(seed, columns, index, moves, deeds)
    columns.stateChange[index] = dateOfRevision(seed, columns, index, lastMove)
    const lists = recent[project] as number[][]
    if (model.level > 0 && random() < 0.75) {
      const parents = lists.slice(0, model.level).findLast((list) => list.length > 0)
      if (parents) columns.parent[index] = draw(random, parents)
    }
    const own = lists[model.level] as number[]
    if (own.length < 60) own.push(index)
    else own[index % 60] = index
  }
  return columns
}

type Draw = (at: number) => number

/** From a number in [0,1) to an index, in proportion to the weights. */
function weighted(weights: readonly number[]): Draw {
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  let sum = 0
  const bounds = weights.map((weight) => (sum += weight / total))
  return (at) => {
    let low = 0
    let high = bounds.length - 1
    while (low < high) {
      const middle = (low + high) >> 1
      if (at < (bounds[middle] as number)) high = middle
      else low = middle + 1
    }
    return low
  }
}

/** The root and the first nodes are drawn more often. */
function draw(random: Random, codes: readonly number[]): number {
  return codes[Math.floor(codes.length * random() ** 1.3)] as number
}

function codesByProject(
  nodes: readonly ProjectNodes[],
  all: readonly ClassificationNode[],
  root: (of: ProjectNodes) => ClassificationNode,
): number[][] {
  const code = new Map(all.map((node, index) => [node, index]))
  return nodes.map((of) => flatten(root(of)).map((node) => code.get(node) as number))
}

const statesByCategory = new WeakMap<readonly StateModel[], Record<StateCategory, number[]>>()

/** Old items are mostly completed, new ones mostly not. */
function drawState(random: Random, states: readonly StateModel[], age: number): number {
  const at = random()
  const completed = 0.1 + 0.75 * Math.max(0, age)
  const wanted =
    at < completed
      ? 'Completed'
      : at < completed + 0.03
        ? 'Removed'
        : at < completed + (1 - completed) * 0.5
          ? 'InProgress'
          : at < completed + (1 - completed) * 0.6
            ? 'Resolved'
            : 'Proposed'
  let byCategory = statesByCategory.get(states)
  if (!byCategory) {
    byCategory = { Proposed: [], InProgress: [], Resolved: [], Completed: [], Removed: [] }
    for (const [index, state] of states.entries()) byCategory[state.category].push(index)
    statesByCategory.set(states, byCategory)
  }
  const fitting = byCategory[wanted]
  return fitting.length === 0 ? 0 : (fitting[below(random, fitting.length)] as number)
}

/** Whole seconds, tenths, hundredths or milliseconds. */
function roundedDate(random: Random, time: number): number {
  const at = random()
  const unit = at < 0.2 ? 1000 : at < 0.35 ? 100 : at < 0.55 ? 10 : 1
  return Math.floor(time / unit) * unit
}

/** One in ten was last changed by a mass edit, which gives many items the very same date. */
function drawChanged(random: Random, created: number): number {
  const massEdit = Math.ceil((created + 20 * day * random()) / (30 * day)) * 30 * day + 43_200_123
  if (random() < 0.1 && massEdit <= lastDate) return massEdit
  return Math.max(created, roundedDate(random, created + (lastDate - created) * random() ** 3))
}

/** The distinct tag lists (sorted, as the service stores them) and a way to draw one for a project. */
function createTagDictionary(): { lists: string[][]; draw(random: Random, project: number): number } {
  const lists: string[][] = [[]]
  const codes = new Map<string, number>()
  return {
    lists,
    draw(random, project) {
      const at = random()
      const wanted = at < 0.45 ? 0 : at < 0.75 ? 1 : at < 0.92 ? 2 : 3
      if (wanted === 0) return 0
      const pool = [...tagPool, ...(spellings[project % 2] as readonly string[])]
      const drawn = new Set<string>()
      for (let position = 0; position < wanted; position++)
        drawn.add(pool[below(random, pool.length)] as string)
      const list = [...drawn].sort((a, b) => (a.toLowerCase() < b.toLowerCase() ? -1 : 1))
      const key = list.join('; ')
      let code = codes.get(key)
      if (code === undefined) {
        code = lists.push(list) - 1
        codes.set(key, code)
      }
      return code
    },
  }
}
