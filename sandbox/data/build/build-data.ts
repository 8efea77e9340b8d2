import { createGit, type Repository } from '../git/git-data.js'
import type { Commit } from '../git/git-objects.js'
import type { Organization } from '../organization.js'
import type { Person } from '../people.js'
import type { Project } from '../projects.js'
import { formatBuildNumber } from './build-number.js'
import type { Build, RetentionLease } from './build.js'
import { contentOf, type BuildDefinition, type DefinitionContent } from './definition.js'
import { folderPaths, makeDefinitions } from './make-definitions.js'
import { makeBuilds } from './make-builds.js'
import { firstDate } from '../work-item-columns.js'

/** A folder of build definitions. Dates are milliseconds since 1970. */
export interface BuildFolder {
  /** e.g. `\` or `\Nightly\Größe`. */
  path: string
  description?: string
  /** The root has none (facts 9). */
  createdBy?: Person
  createdAt: number
  lastChanged?: { by: Person; at: number }
}

/** The builds of one project. */
export interface ProjectBuilds {
  /** By id, deleted ones included. */
  readonly definitions: Map<number, BuildDefinition>
  /** In the order they were queued, which is that of their ids; deleted ones included. */
  readonly builds: Build[]
  readonly byId: Map<number, Build>
  readonly byDefinition: Map<BuildDefinition, Build[]>
  /** By path in lower case. */
  readonly folders: Map<string, BuildFolder>
}

/** What is queued; the rest follows from the definition. */
export type QueuedBuild = Pick<
  Build,
  | 'definition'
  | 'reason'
  | 'priority'
  | 'sourceBranch'
  | 'sourceVersion'
  | 'queueId'
  | 'requestedBy'
  | 'requestedFor'
  | 'tags'
  | 'parameters'
  | 'templateParameters'
  | 'triggerInfo'
>

/** The definitions and builds of the organization. */
export interface BuildData {
  /** Made when first asked for. */
  of(project: Project): ProjectBuilds
  /** Any build by id, deleted ones included. */
  build(id: number): Build | undefined
  /** Any definition by id, deleted ones included. */
  definition(id: number): BuildDefinition | undefined
  queue(wanted: QueuedBuild, now: number): Build
  addDefinition(
    project: Project,
    content: DefinitionContent,
    by: Person,
    now: number,
    comment?: string,
  ): BuildDefinition
  addLease(build: Build, lease: Omit<RetentionLease, 'id'>): RetentionLease
  /** Position of a commit in the history of the default branch, 0 for the newest; undefined for another. */
  position(repository: Repository, commit: string): number | undefined
}

/** How many definitions and builds a project has: the first more than any page, one (like its work items) none. */
const sizes: readonly (readonly [definitions: number, builds: number])[] = [
  [45, 2800],
  [9, 260],
  [6, 120],
  [3, 40],
  [2, 20],
  [0, 0],
]
const otherSize = [2, 12] as const

/** How long a build queued while the sandbox runs waits and runs (milliseconds). */
const waiting = 5_000
const running = 60_000

/** The builds of an organization; get them by `organization.part(createBuilds)`. */
export function createBuilds(organization: Organization): BuildData {
  const { projects } = organization
  const made = new Map<Project, ProjectBuilds>()
  const { definitionStart, buildStart } = idRanges(projects)
  let lastDefinition = definitionStart.at(-1) as number
  let lastBuild = buildStart.at(-1) as number
  let lastLease = lastBuild
  const positions = new Map<Repository, { commits: readonly Commit[]; of: Map<string, number> }>()
  /** What was made while the sandbox runs has ids beyond the ranges. */
  const createdDefinitions = new Map<number, BuildDefinition>()
  const queuedBuilds = new Map<number, Build>()

  const data: BuildData = {
    of(project) {
      let own = made.get(project)
      if (!own) {
        const [definitions, builds] = sizeOf(project)
        own = makeProject(
          organization,
          project,
          makeDefinitions(organization, project, definitions, (definitionStart[project.index] as number) + 1),
          builds,
          (buildStart[project.index] as number) + 1,
        )
        made.set(project, own)
      }
      return own
    },
    build(id) {
      const at = buildStart.findLastIndex((start) => start < id)
      const project = projects[at]
      return queuedBuilds.get(id) ?? (project && data.of(project).byId.get(id))
    },
    definition(id) {
      const at = definitionStart.findLastIndex((start) => start < id)
      const project = projects[at]
      return createdDefinitions.get(id) ?? (project && data.of(project).definitions.get(id))
    },
    queue(wanted, now) {
      const { project } = wanted.definition
      const own = data.of(project)
      const content = contentOf(wanted.definition)
      const last = own.builds.findLast(({ live }) => live)
      const queuedAt = Math.max(now, last ? last.queuedAt + 1 : 0)
      const id = ++lastBuild
      const { number, revision } = formatBuildNumber(
        content.buildNumberFormat,
        {
          at: queuedAt,
          definitionName: content.name,
          buildId: id,
          sourceBranch: wanted.sourceBranch,
          projectName: project.name,
        },
        (rest) => countOf(own.byDefinition.get(wanted.definition) ?? [], rest),
      )
      const build: Build = {
        ...wanted,
        id,
        number,
        numberRevision: revision,
        project,
        definitionRevision: wanted.definition.revisions.length,
        repository: content.repository,
        lastChangedBy: wanted.requestedBy,
        queuedAt,
        startAt: queuedAt + waiting,
        finishAt: queuedAt + waiting + running,
        result: 'succeeded',
        live: true,
        attempt: 1,
        retainedByRelease: false,
        leases: [],
        artifacts: [{ id: 1, name: 'drop', kind: 'PipelineArtifact', size: 1_048_576 }],
        properties: new Map(),
      }
      addBuild(own, build)
      queuedBuilds.set(id, build)
      return build
    },
    addDefinition(project, content, by, now, comment) {
      const definition: BuildDefinition = {
        id: ++lastDefinition,
        project,
        createdAt: now,
        revisions: [
          {
            revision: 1,
            changedBy: by,
            changedAt: now,
            changeType: 'add',
            ...(comment === undefined ? {} : { comment }),
            content,
          },
        ],
        properties: new Map(),
      }
      const own = data.of(project)
      own.definitions.set(definition.id, definition)
      own.byDefinition.set(definition, [])
      createdDefinitions.set(definition.id, definition)
      return definition
    },
    addLease(build, lease) {
      const added = { ...lease, id: ++lastLease }
      build.leases.push(added)
      return added
    },
    position(repository, commit) {
      const commits = organization.part(createGit).commits(repository)
      let known = positions.get(repository)
      if (!known || known.commits !== commits || known.of.size !== commits.length) {
        known = { commits, of: new Map(commits.map(({ id }, at) => [id, at])) }
        positions.set(repository, known)
      }
      return known.of.get(commit)
    },
  }
  return data
}

function sizeOf({ index, created }: Project): readonly [definitions: number, builds: number] {
  return created ? [0, 0] : (sizes[index] ?? otherSize)
}

/** The last id before those of each project, and at the end the last of all. */
function idRanges(projects: readonly Project[]): { definitionStart: number[]; buildStart: number[] } {
  const definitionStart = [0]
  const buildStart = [0]
  for (const [at, project] of projects.entries()) {
    const [definitions, builds] = sizeOf(project)
    definitionStart.push((definitionStart[at] as number) + definitions)
    buildStart.push((buildStart[at] as number) + builds)
  }
  return { definitionStart, buildStart }
}

function makeProject(
  organization: Organization,
  project: Project,
  definitions: readonly BuildDefinition[],
  count: number,
  firstBuild: number,
): ProjectBuilds {
  const own: ProjectBuilds = {
    definitions: new Map(definitions.map((definition) => [definition.id, definition])),
    builds: [],
    byId: new Map(),
    byDefinition: new Map(definitions.map((definition) => [definition, []])),
    folders: new Map(),
  }
  for (const path of folderPaths) {
    const by = organization.people[path.length % 7] as Person
    own.folders.set(path.toLowerCase(), {
      path,
      ...(path === '\\' ? {} : { createdBy: by, description: path.endsWith('y') ? 'Every night' : '' }),
      createdAt: firstDate,
    })
  }
  for (const build of makeBuilds(organization, project, definitions, count, firstBuild)) addBuild(own, build)
  return own
}

function addBuild(own: ProjectBuilds, build: Build): void {
  own.builds.push(build)
  own.byId.set(build.id, build)
  const list = own.byDefinition.get(build.definition)
  if (list) list.push(build)
  else own.byDefinition.set(build.definition, [build])
}

/** How many builds have this text around the revision in their number. */
function countOf(builds: readonly Build[], rest: string): number {
  const [before = '', after = ''] = rest.split(/\$\(rev:.*?r+\)/i)
  if (before === rest) return 0
  return builds
    .filter(({ number }) => number.startsWith(before) && number.endsWith(after))
    .reduce((most, { numberRevision }) => Math.max(most, numberRevision), 0)
}
