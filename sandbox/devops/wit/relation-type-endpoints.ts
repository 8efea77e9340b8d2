import type { WorkItemRelationType } from 'azure-devops-node-api/interfaces/WorkItemTrackingInterfaces.js'
import { relationTypes, type RelationType } from '../../data/tracking/relation-type.js'
import { trackingError } from '../devops-error.js'
import { list, released, type EndpointCall, type Route } from '../route.js'
import type { Wire } from '../wire.js'

const location = {
  area: 'wit',
  resource: 'workItemRelationTypes',
  id: 'f5d33bc9-5b49-4a3c-a9bd-f3cd46dd2165',
}

/** `_apis/wit/workitemrelationtypes[/{name}]`. */
export const relationTypeRoutes: readonly Route[] = [
  {
    method: 'GET',
    pattern: 'wit/workitemrelationtypes',
    scope: ['organization'],
    versions: released(2),
    location,
    answer: (call) => list(relationTypes.map((type) => relationTypeAnswer(call, type))),
  },
  {
    method: 'GET',
    pattern: 'wit/workitemrelationtypes/{relation}',
    scope: ['organization'],
    versions: released(2),
    location,
    answer: (call) => {
      const wanted = (call.path.relation as string).toLowerCase()
      const type = relationTypes.find(({ referenceName }) => referenceName.toLowerCase() === wanted)
      // Type key and words are unconfirmed.
      if (!type) {
        throw trackingError(
          404,
          'WorkItemRelationTypeNotFoundException',
          `The relation type ${call.path.relation} does not exist.`,
        )
      }
      return { status: 200, body: relationTypeAnswer(call, type) }
    },
  },
]

function relationTypeAnswer(call: EndpointCall, type: RelationType): Wire<WorkItemRelationType> {
  return { ...type, url: `${call.base}/_apis/wit/workItemRelationTypes/${type.referenceName}` }
}
