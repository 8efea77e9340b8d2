import type {
  TeamProjectCollection,
  TeamProjectCollectionReference,
} from 'azure-devops-node-api/interfaces/CoreInterfaces.js'
import { DevOpsError } from '../devops-error.js'
import { skippedPage } from '../paging.js'
import { list, released, type EndpointCall, type Location, type Route } from '../route.js'
import type { Wire } from '../wire.js'

const location: Location = {
  area: 'core',
  resource: 'projectCollections',
  id: '8031090f-ef1d-4af6-85fc-698cd75d42bf',
}

/** `_apis/projectcollections[/{collectionId}]`: the organization by its older name; there is one. */
export const collectionRoutes: readonly Route[] = [
  {
    method: 'GET',
    pattern: 'projectcollections',
    scope: ['organization', 'deployment'],
    versions: released(2),
    location,
    answer: (call) => list(skippedPage(call, [reference(call)], { default: 100 })),
  },
  {
    method: 'GET',
    pattern: 'projectcollections/{collectionId}',
    scope: ['organization', 'deployment'],
    versions: released(2),
    location,
    answer(call) {
      const { id, name } = call.organization
      const wanted = (call.path.collectionId as string).toLowerCase()
      if (wanted !== id && wanted !== name.toLowerCase()) {
        // Key and words unconfirmed.
        throw new DevOpsError(
          404,
          'Microsoft.TeamFoundation.Core.WebApi.CollectionDoesNotExistException',
          `The collection ${call.path.collectionId} does not exist.`,
        )
      }
      const { url, ...rest } = reference(call)
      const body: Wire<TeamProjectCollection> = {
        ...rest,
        url,
        state: 'Started',
        _links: { self: { href: url }, web: { href: call.base } },
      }
      return { status: 200, body }
    },
  },
]

function reference(call: EndpointCall): Wire<TeamProjectCollectionReference> {
  const { id, name } = call.organization
  return { id, name, url: `${call.base}/_apis/projectCollections/${id}` }
}
