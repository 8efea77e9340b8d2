import { createFavorites, type Favorite } from '../../../sandbox/data/favorites/favorites.js'
import type { Client } from '../devops-client.js'
import type { ConformanceCase } from './conformance-case.js'

const version = 'api-version=7.1-preview.1'
const path = '/_apis/favorite/favorites'
const type = 'Microsoft.TeamFoundation.Build.Definition'

const own = (box: Client): Favorite =>
  [...box.organization.part(createFavorites).favorites.values()].find(
    ({ owner, artifactType }) => owner.id === box.me.id && artifactType === type,
  ) as Favorite
const query = `artifactType=${type}&artifactScopeType=Project&${version}`
const described = (box: Client) => ({
  artifactType: type,
  artifactId: 'vstfs:///Build/Definition/9',
  artifactName: 'Größe',
  artifactScope: { type: 'Project', id: box.organization.projects[0]?.id },
})

async function newFavorite(box: Client): Promise<string> {
  const answer = await box.post(`${path}?${version}`, described(box))
  return String(answer.body.id)
}

function one(
  method: ConformanceCase['method'],
  operation: string,
  address: ConformanceCase['address'],
  more: Partial<ConformanceCase> = {},
): ConformanceCase {
  return {
    specification: 'favorite/favorite.json',
    method,
    operation: `${path}${operation}`,
    address,
    ...more,
  }
}

export const favoriteCases: readonly ConformanceCase[] = [
  one('GET', '', `${path}?${query}`),
  one(
    'GET',
    '',
    (box) => `${path}?ownerScopeType=User&ownerScopeId=${box.organization.people[0]?.id}&${version}`,
  ),
  one('GET', '', (box) => `${path}?${query}&artifactId=${encodeURIComponent(own(box).artifactId)}`),
  one('POST', '', `${path}?${version}`, { makeBody: described }),
  one('GET', '/{favoriteId}', (box) => `${path}/${own(box).id}?${query}`),
  one('DELETE', '/{favoriteId}', async (box) => `${path}/${await newFavorite(box)}?${query}`, {
    status: 204,
  }),
]
