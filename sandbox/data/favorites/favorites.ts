import { createBuilds } from '../build/build-data.js'
import { contentOf } from '../build/definition.js'
import { createGit } from '../git/git-data.js'
import type { Organization } from '../organization.js'
import type { Person } from '../people.js'
import type { Project } from '../projects.js'
import { teamsOf } from '../project-teams.js'
import { guid, streams } from '../random.js'
import type { Team } from '../teams.js'

/** Something a person or a team marked. */
export interface Favorite {
  id: string
  owner: Person | Team
  artifactType: string
  artifactId: string
  artifactName: string
  scope: { type: 'Project' | 'Collection'; id: string }
  /** Milliseconds since 1970. */
  createdAt: number
}

/** The favorites of the organization by id. */
export interface FavoriteData {
  favorites: Map<string, Favorite>
  nextId(): string
}

export const definitionType = 'Microsoft.TeamFoundation.Build.Definition'
export const repositoryType = 'Microsoft.TeamFoundation.Git.Repository'

/** People who have favorites. */
const owners = 12

/** The favorites of an organization; get them by `organization.part(createFavorites)`. */
export function createFavorites(organization: Organization): FavoriteData {
  const { seed, people, projects } = organization
  const favorites = new Map<string, Favorite>()
  let serial = 0
  const add = (
    owner: Person | Team,
    project: Project,
    what: Pick<Favorite, 'artifactType' | 'artifactId' | 'artifactName'>,
  ) => {
    const id = guid(seed, streams.favorite, favorites.size)
    const scope = { type: 'Project' as const, id: project.id }
    favorites.set(id, {
      id,
      owner,
      ...what,
      scope,
      createdAt: project.lastUpdateTime + favorites.size * 60_000,
    })
  }
  for (const project of projects.slice(0, 3)) {
    if (project.state !== 'wellFormed') continue
    const [repository] = organization.part(createGit).repositoriesOf(project)
    const definitions = [...organization.part(createBuilds).of(project).definitions.values()].filter(
      ({ deleted }) => !deleted,
    )
    const [team] = teamsOf(organization, project)
    for (const [at, owner] of [...people.slice(0, owners), ...(team ? [team] : [])].entries()) {
      const definition = definitions[at % Math.max(1, definitions.length)]
      if (definition) {
        add(owner, project, {
          artifactType: definitionType,
          artifactId: `vstfs:///Build/Definition/${definition.id}`,
          artifactName: contentOf(definition).name,
        })
      }
      if (repository && at % 2 === 0) {
        add(owner, project, {
          artifactType: repositoryType,
          artifactId: repository.id,
          artifactName: repository.name,
        })
      }
    }
  }
  return { favorites, nextId: () => guid(seed, streams.createdLater, streams.favorite, ++serial) }
}
