import type { Person } from '../people.js'
import type { Project } from '../projects.js'
import { below, guid, randomStream, streams } from '../random.js'
import { firstDate } from '../work-item-columns.js'

/** A repository; its history is made when first asked for. */
export interface Repository {
  /** GUID. */
  id: string
  name: string
  project: Project
  /** Full name, e.g. `refs/heads/main`; absent while the repository is empty. */
  defaultBranch?: string
  /** Listed, but everything below it answers 404 (facts 7). */
  isDisabled: boolean
  /** The repository this one was forked from. */
  parent?: Repository
  createdAt: number
  /** In bytes. */
  size: number
  /** Present in the recycle bin only. */
  deleted?: { by: Person; at: number }
}

/** How much history a generated repository has. */
export type HistorySize = 'none' | 'small' | 'medium' | 'large'

interface Model {
  /** Absent for the repository named as its project. */
  name?: string
  history: HistorySize
  branch?: string
  isDisabled?: boolean
  /** Whether it is a fork of the first. */
  isFork?: boolean
}

/** Repositories of the first projects: odd names, a disabled one, an empty one and a fork. */
const models: readonly Model[] = [
  { history: 'medium', branch: 'main' },
  { name: "Bob's Größen & Maße", history: 'small', branch: 'master' },
  { name: '東京-web.ui (v2)', history: 'medium', branch: 'trunk/größe' },
  { name: 'archive_2019', history: 'small', branch: 'master', isDisabled: true },
  { name: 'Empty Repository', history: 'none' },
  { name: 'experiment.fork', history: 'none', branch: 'main', isFork: true },
]

const fewModels: readonly Model[] = [
  { history: 'small', branch: 'main' },
  { name: 'infra-as-code', history: 'small', branch: 'main' },
]

/** A new project gets one repository, in which nobody has written anything yet. */
const newModels: readonly Model[] = [{ history: 'none' }]

/** Projects which have all kinds of repositories. */
const richProjects = 6

function modelsOf(project: Project): readonly Model[] {
  if (project.created) return newModels
  return project.index < richProjects ? models : fewModels
}

/** The repositories a project came with; the first is its default one. */
export function createRepositories(seed: number, project: Project): Repository[] {
  const chosen = modelsOf(project)
  const made: Repository[] = []
  for (const [at, { name, branch, isDisabled, isFork, history }] of chosen.entries()) {
    const random = randomStream(seed, streams.gitRepository, project.index, at)
    made.push({
      id: guid(seed, streams.gitRepository, project.index, at),
      name: name ?? project.name,
      project,
      ...(branch === undefined ? {} : { defaultBranch: `refs/heads/${branch}` }),
      isDisabled: isDisabled ?? false,
      ...(isFork ? { parent: made[0] as Repository } : {}),
      createdAt: project.created ? project.lastUpdateTime : firstDate - below(random, 100 * 86_400_000),
      size: history === 'none' && !isFork ? 0 : 1000 + below(random, 50_000_000),
    })
  }
  return made
}

/** How much history a repository has, by its position among those its project came with. */
export function historySize(project: Project, at: number): HistorySize {
  if (project.index === 0 && at === 0) return 'large'
  return modelsOf(project)[at]?.history ?? 'none'
}
