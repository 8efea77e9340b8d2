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
  /** Milliseconds since 1970 at midnight UTC; most sprints have them, folders have not. */
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

const sprintMillis = 14 * 86_400_000
const firstSprint = Date.UTC(2021, 0, 4)

/** Iterations: "Release 1" and "Release 10" tell a path under one from a mere prefix of its text. */
function iterations(project: Project): Branch {
  if (project.process.name === 'Basic') return { 'Sprint 1': {}, 'Sprint 2': {}, 'Sprint 3': {} }
  const releases: Branch = { "Someday's ideas & wishes": {} }
  for (const release of [1, 2, 3, 10]) {
    const sprints: Branch = {}
    for (let sprint = 1; sprint <= 6; sprint++) sprints[`Sprint ${(release - 1) * 6 + sprint}`] = {}
    releases[`Release ${release}`] = sprints
  }
  return releases
}

/** The area and the iteration tree of each project; ids are unique within the organization. */
export function createNodes(seed: number, projects: readonly Project[]): ProjectNodes[] {
  let nextId = 100
  const grow = (
    structure: 'area' | 'iteration',
    name: string,
    branch: Branch,
    parent?: ClassificationNode,
  ): ClassificationNode => {
    const id = nextId++
    const node: ClassificationNode = {
      id,
      identifier: guid(seed, streams.node, id),
      name,
      structure,
      path: parent ? `${parent.path}\\${name}` : name,
      ...(parent ? { parent } : {}),
      children: [],
    }
    const sprint = /^Sprint (\d+)$/.exec(name)
    if (structure === 'iteration' && sprint) {
      node.startDate = firstSprint + (Number(sprint[1]) - 1) * sprintMillis
      node.finishDate = node.startDate + sprintMillis - 3 * 86_400_000
    }
    for (const [childName, child] of Object.entries(branch)) {
      node.children.push(grow(structure, childName, child, node))
    }
    return node
  }
  return projects.map((project) => ({
    project,
    areas: grow('area', project.name, areas),
    iterations: grow('iteration', project.name, iterations(project)),
  }))
}

/** A node and everything beneath it, parents first. */
export function flatten(node: ClassificationNode): ClassificationNode[] {
  return [node, ...node.children.flatMap(flatten)]
}
