import type { Project } from './projects.js'
import { guid, streams } from './random.js'

/** An area or an iteration. */
export interface ClassificationNode {
  id: number
  identifier: string
  name: string
  structure: 'area' | 'iteration'
  /** As in System.AreaPath: project name first, backslashes between. */
  path: string
  parent?: ClassificationNode
  children: ClassificationNode[]
  /** Milliseconds since 1970 at midnight UTC, the finish being the last day; most sprints have them, folders have not. */
  startDate?: number
  finishDate?: number
}

export interface ProjectNodes {
  project: Project
  areas: ClassificationNode
  iterations: ClassificationNode
}

interface Branch {
  [name: string]: Branch
}

const areas: Branch = {
  Web: { 'Checkout & Payment': {}, "Men's Wear": {} },
  'Web API': { v1: {}, v2: {} },
  'R&D': { 東京: {} },
  Backend: {},
}

const day = 86_400_000
const sprintMillis = 14 * day
const firstSprint = Date.UTC(2021, 0, 4)
const sprintsPerRelease = 6

/** Releases that most projects planned; "Release 1" and "Release 10" tell a path under one from a mere prefix of its text. */
const plannedReleases = [1, 2, 3, 10]
/** The two largest projects planned without gaps, up to a release that ends after 2027, so that some sprint is always the current one. */
const lastRelease = 31

function iterations(project: Project): Branch {
  if (project.process.name === 'Basic') return { 'Sprint 1': {}, 'Sprint 2': {}, 'Sprint 3': {} }
  return { "Someday's ideas & wishes": {}, ...releases(plannedReleases) }
}

function furtherIterations(project: Project): Branch {
  if (project.index > 1 || project.process.name === 'Basic') return {}
  const all = Array.from({ length: lastRelease }, (_, at) => at + 1)
  return releases(all.filter((release) => !plannedReleases.includes(release)))
}

function releases(numbers: readonly number[]): Branch {
  return Object.fromEntries(
    numbers.map((release) => {
      const first = (release - 1) * sprintsPerRelease + 1
      const sprints = Array.from({ length: sprintsPerRelease }, (_, at): [string, Branch] => [
        `Sprint ${first + at}`,
        {},
      ])
      return [`Release ${release}`, Object.fromEntries(sprints)]
    }),
  )
}

/** The area and the iteration tree of each project; ids are unique within the organization. */
export function createNodes(seed: number, projects: readonly Project[]): ProjectNodes[] {
  let lastId = 99
  const grow = (node: ClassificationNode, branch: Branch, idleDays: number): ClassificationNode => {
    const sprint = /^Sprint (\d+)$/.exec(node.name)
    if (node.structure === 'iteration' && sprint) {
      node.startDate = firstSprint + (Number(sprint[1]) - 1) * sprintMillis
      node.finishDate = node.startDate + sprintMillis - (1 + idleDays) * day
    }
    for (const [name, inner] of Object.entries(branch)) {
      grow(addNode(seed, ++lastId, node, name), inner, idleDays)
    }
    return node
  }
  const all = projects.map((project) => ({
    project,
    areas: grow(rootNode(seed, ++lastId, 'area', project.name), areas, 0),
    iterations: grow(rootNode(seed, ++lastId, 'iteration', project.name), iterations(project), 2),
  }))
  // Only now, so that the ids of the others don't depend on how many these are; they leave no weekend without a sprint.
  for (const { project, iterations: root } of all) grow(root, furtherIterations(project), 0)
  return all
}

/** The trees of a project that is created later: its roots alone. The caller adds them to the organization's. */
export function createProjectNodes(seed: number, nextId: () => number, project: Project): ProjectNodes {
  return {
    project,
    areas: rootNode(seed, nextId(), 'area', project.name),
    iterations: rootNode(seed, nextId(), 'iteration', project.name),
  }
}

/** Gives ids that no node of the organization has or had; for `organization.part`. */
export function createNodeIds({ nodes }: { nodes: readonly ProjectNodes[] }): () => number {
  let last = 0
  for (const { areas, iterations } of nodes)
    for (const { id } of [...flatten(areas), ...flatten(iterations)]) last = Math.max(last, id)
  return () => ++last
}

function rootNode(
  seed: number,
  id: number,
  structure: 'area' | 'iteration',
  name: string,
): ClassificationNode {
  return { id, identifier: guid(seed, streams.node, id), name, structure, path: name, children: [] }
}

/** Puts a new node under another. */
export function addNode(
  seed: number,
  id: number,
  parent: ClassificationNode,
  name: string,
): ClassificationNode {
  const node = { ...rootNode(seed, id, parent.structure, name), path: `${parent.path}\\${name}`, parent }
  parent.children.push(node)
  return node
}

/** Gives a node (a root as well) another name; the paths beneath follow. `items.namesChanged()` has to be called after. */
export function renameNode(node: ClassificationNode, name: string): void {
  node.name = name
  setPaths(node)
}

/** Puts a node and all beneath it under another of its tree, with the same care as `renameNode`. */
export function moveNode(node: ClassificationNode, parent: ClassificationNode): void {
  removeNode(node)
  node.parent = parent
  parent.children.push(node)
  setPaths(node)
}

/** Takes a node out of its tree with all beneath it; work items must have been moved away before. */
export function removeNode(node: ClassificationNode): void {
  const siblings = node.parent?.children
  siblings?.splice(siblings.indexOf(node), 1)
}

function setPaths(node: ClassificationNode): void {
  node.path = node.parent ? `${node.parent.path}\\${node.name}` : node.name
  for (const child of node.children) setPaths(child)
}

/** A node and everything beneath it, parents first. */
export function flatten(node: ClassificationNode): ClassificationNode[] {
  return [node, ...node.children.flatMap(flatten)]
}

/** The node at a path as in System.AreaPath, without regard to case; undefined when there is none. */
export function nodeAt(root: ClassificationNode, path: string): ClassificationNode | undefined {
  const [first, ...names] = path.replace(/^\\/, '').split('\\')
  let node: ClassificationNode | undefined = same(root.name, first) ? root : undefined
  for (const name of names) node = node?.children.find((child) => same(child.name, name))
  return node
}

function same(a: string, b: string | undefined): boolean {
  return a.toLowerCase() === b?.toLowerCase()
}
