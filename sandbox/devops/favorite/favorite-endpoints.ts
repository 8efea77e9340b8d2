import {
  createFavorites,
  definitionType,
  repositoryType,
  type Favorite,
} from '../../data/favorites/favorites.js'
import type { Person } from '../../data/people.js'
import type { Team } from '../../data/teams.js'
import { badArgument, DevOpsError, notEmulated } from '../devops-error.js'
import { identityReference } from '../identity-reference.js'
import { jsonBody } from '../json-body.js'
import { list, previewOnly, type EndpointCall, type Route } from '../route.js'
import { serviceDate } from '../service-date.js'

const shared = { scope: ['organization'], versions: previewOnly(1) } as const

/** Favorites of the caller, or with `ownerScopeType` and `ownerScopeId` of another person or a team. */
export const favoriteRoutes: readonly Route[] = [
  { ...shared, method: 'GET', pattern: 'favorite/favorites', answer: getFavorites },
  {
    ...shared,
    method: 'POST',
    pattern: 'favorite/favorites',
    body: 'application/json',
    answer: (call) => ({ status: 200, body: favoriteAnswer(call, createFavorite(call), false) }),
  },
  {
    ...shared,
    method: 'GET',
    pattern: 'favorite/favorites/{favoriteId}',
    answer: (call) => ({ status: 200, body: favoriteAnswer(call, findFavorite(call), true) }),
  },
  {
    ...shared,
    method: 'DELETE',
    pattern: 'favorite/favorites/{favoriteId}',
    answer(call) {
      call.organization.part(createFavorites).favorites.delete(findFavorite(call).id)
      return { status: 204 }
    },
  },
]

/** A list; the one favorite of an artifact when `artifactId` is given. */
function getFavorites(call: EndpointCall) {
  const artifactId = call.query('artifactId')
  const found = favoritesOf(call).filter(
    (favorite) =>
      same(favorite.artifactType, call.query('artifactType')) &&
      same(favorite.scope.type, call.query('artifactScopeType')) &&
      same(favorite.scope.id, call.query('artifactScopeId')) &&
      same(favorite.artifactId, artifactId),
  )
  if (!artifactId) return list(found.map((favorite) => favoriteAnswer(call, favorite, true)))
  const [one] = found
  if (!one) throw notFound(artifactId)
  return { status: 200, body: favoriteAnswer(call, one, true) }
}

function same(own: string, wanted: string | undefined): boolean {
  return !wanted || own.toLowerCase() === wanted.toLowerCase()
}

function favoritesOf(call: EndpointCall): Favorite[] {
  const owner = ownerOf(call)
  return [...call.organization.part(createFavorites).favorites.values()].filter(
    (favorite) => favorite.owner.id === owner.id,
  )
}

function ownerOf(call: EndpointCall): Person | Team {
  const type = call.query('ownerScopeType')
  const id = call.query('ownerScopeId')?.toLowerCase()
  if (!type && !id) return call.caller
  const { people, teams } = call.organization
  const kind = type?.toLowerCase()
  const from: readonly (Person | Team)[] = kind === 'user' ? people : kind === 'team' ? teams : []
  if (from.length === 0) throw notEmulated(`favorites of ownerScopeType ${type ?? ''}`)
  const found = from.find((one) => one.id === id)
  if (!found) throw badArgument(`The owner ${id ?? ''} does not exist.`)
  return found
}

function findFavorite(call: EndpointCall): Favorite {
  for (const name of ['artifactType', 'artifactScopeType'])
    if (!call.query(name)) throw badArgument(`A value is required for ${name} in the request.`)
  const id = call.path.favoriteId as string
  const found = favoritesOf(call).find((favorite) => favorite.id === id.toLowerCase())
  if (!found || !same(found.artifactType, call.query('artifactType'))) throw notFound(id)
  return found
}

function createFavorite(call: EndpointCall): Favorite {
  const { artifactType, artifactId, artifactName, artifactScope, artifactProperties } = jsonBody(call.request)
  if (artifactProperties) throw notEmulated('artifactProperties of a favorite')
  const scope = (artifactScope ?? {}) as { type?: unknown; id?: unknown }
  if (typeof artifactType !== 'string' || typeof artifactId !== 'string' || artifactId === '')
    throw badArgument('A favorite needs artifactType and artifactId.')
  const isProject = String(scope.type).toLowerCase() === 'project'
  if (!isProject && String(scope.type).toLowerCase() !== 'collection')
    throw badArgument(`The scope type "${String(scope.type)}" of a favorite is not valid.`)
  const id = String(scope.id ?? call.organization.id).toLowerCase()
  if (isProject && !call.organization.projects.some((project) => project.id === id))
    throw badArgument(`The project ${id} does not exist.`)
  const owner = ownerOf(call)
  const { favorites, nextId } = call.organization.part(createFavorites)
  const known = [...favorites.values()].find(
    (one) =>
      one.owner.id === owner.id &&
      same(one.artifactType, artifactType) &&
      same(one.artifactId, artifactId) &&
      one.scope.id === id,
  )
  if (known) return known
  const made: Favorite = {
    id: nextId(),
    owner,
    artifactType,
    artifactId,
    artifactName: typeof artifactName === 'string' ? artifactName : '',
    scope: { type: isProject ? 'Project' : 'Collection', id },
    createdAt: call.now,
  }
  favorites.set(made.id, made)
  return made
}

/** `linked` adds the scope's name and where the artifact's page is, which a new favorite does not show. */
function favoriteAnswer(call: EndpointCall, favorite: Favorite, linked: boolean): Record<string, unknown> {
  const { scope, owner } = favorite
  const project = call.organization.projects.find(({ id }) => id === scope.id)
  const page = linked ? pageOf(call, favorite, project?.name) : undefined
  return {
    artifactScope: { type: scope.type, id: scope.id, name: linked ? (project?.name ?? null) : null },
    id: favorite.id,
    owner:
      'descriptor' in owner
        ? identityReference(call.base, owner)
        : { id: owner.id, displayName: `[${owner.project.name}]\\${owner.name}`, isContainer: true },
    artifactName: favorite.artifactName,
    artifactType: favorite.artifactType,
    artifactId: favorite.artifactId,
    artifactIsDeleted: false,
    creationDate: serviceDate(favorite.createdAt),
    url: `${call.base}/_apis/Favorite/Favorites/${favorite.id}`,
    _links: page === undefined ? null : { page: { href: page } },
  }
}

function pageOf(call: EndpointCall, favorite: Favorite, project: string | undefined): string | undefined {
  if (project === undefined) return undefined
  const base = `${call.base}/${encodeURIComponent(project)}`
  const number = favorite.artifactId.split('/').at(-1)
  if (favorite.artifactType === definitionType) return `${base}/_build/index?definitionId=${number}`
  if (favorite.artifactType === repositoryType)
    return `${base}/_git/${encodeURIComponent(favorite.artifactName)}`
  return undefined
}

function notFound(id: string): DevOpsError {
  return new DevOpsError(
    404,
    'Microsoft.VisualStudio.Services.Favorites.WebApi.FavoriteNotFoundException',
    `The favorite ${id} does not exist.`,
  )
}
