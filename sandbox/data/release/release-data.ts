import { byProject, lastGeneratedId } from '../agents/by-project.js'
import type { Organization } from '../organization.js'
import type { Project } from '../projects.js'
import { makeReleaseDefinitions } from './make-release-definitions.js'
import { makeReleases } from './make-releases.js'
import type { ReleaseDefinition } from './release-definition.js'
import type { Release } from './release.js'

/** The classic releases of one project. */
export interface ProjectReleases {
  /** By id, deleted ones included. */
  readonly definitions: Map<number, ReleaseDefinition>
  /** In the order they were created, which is that of their ids; deleted ones included. */
  readonly releases: Release[]
  readonly byId: Map<number, Release>
}

export interface ReleaseData {
  /** Made when first asked for. */
  of(project: Project): ProjectReleases
  /** An id for something new: greater than all before. */
  nextId(): number
}

/** How many definitions and releases a project has: more than two largest pages (100) in the first. */
const sizes: readonly (readonly [definitions: number, releases: number])[] = [
  [6, 260],
  [3, 60],
  [2, 30],
  [1, 10],
  [1, 5],
  [0, 0],
]
const otherSize = [1, 4] as const

/** The classic releases of an organization; get them by `organization.part(createReleases)`. */
export function createReleases(organization: Organization): ReleaseData {
  const { projects } = organization
  let definitions = 0
  let releases = 0
  const starts = projects.map((project) => {
    const start = { definitions, releases }
    const [ownDefinitions, ownReleases] = sizeOf(project)
    definitions += ownDefinitions
    releases += ownReleases
    return start
  })
  let last = lastGeneratedId
  return {
    of: byProject((project) => {
      const start = starts[project.index] ?? { definitions, releases }
      const [definitionCount, releaseCount] = sizeOf(project)
      const own = makeReleaseDefinitions(organization, project, definitionCount, start.definitions + 1)
      const all = makeReleases(organization, project, own, releaseCount, start.releases + 1)
      return {
        definitions: new Map(own.map((definition) => [definition.id, definition])),
        releases: all,
        byId: new Map(all.map((release) => [release.id, release])),
      }
    }),
    nextId: () => ++last,
  }
}

function sizeOf({ index, created }: Project): readonly [definitions: number, releases: number] {
  return created ? [0, 0] : (sizes[index] ?? otherSize)
}
