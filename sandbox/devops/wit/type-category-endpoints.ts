import type { WorkItemTypeCategory } from 'azure-devops-node-api/interfaces/WorkItemTrackingInterfaces.js'
import type { Project } from '../../data/projects.js'
import type { WorkItemTypeModel } from '../../data/processes.js'
import { typeCategories, type TypeCategory } from '../../data/tracking/type-categories.js'
import { trackingError } from '../devops-error.js'
import { list, released, type EndpointCall, type Route } from '../route.js'
import type { Wire } from '../wire.js'

const location = {
  area: 'wit',
  resource: 'workItemTypeCategories',
  id: '9b9f5734-36c8-415e-ba67-f83b45c31408',
}

/** `{project}/_apis/wit/workitemtypecategories[/{category}]`. */
export const typeCategoryRoutes: readonly Route[] = [
  {
    method: 'GET',
    pattern: 'wit/workitemtypecategories',
    scope: ['project'],
    versions: released(2),
    location,
    answer: (call) =>
      list(typeCategories((call.project as Project).process).map((category) => answerOf(call, category))),
  },
  {
    method: 'GET',
    pattern: 'wit/workitemtypecategories/{category}',
    scope: ['project'],
    versions: released(2),
    location,
    answer: (call) => {
      const wanted = (call.path.category as string).toLowerCase()
      const category = typeCategories((call.project as Project).process).find(
        ({ name, referenceName }) => name.toLowerCase() === wanted || referenceName.toLowerCase() === wanted,
      )
      // Type key and words are unconfirmed.
      if (!category) {
        throw trackingError(
          404,
          'WorkItemTypeCategoryNotFoundException',
          `The work item type category ${call.path.category} does not exist.`,
        )
      }
      return { status: 200, body: answerOf(call, category) }
    },
  },
]

function answerOf(call: EndpointCall, category: TypeCategory): Wire<WorkItemTypeCategory> {
  const root = `${call.base}/${call.project?.id}/_apis/wit`
  const reference = ({ name }: WorkItemTypeModel) => ({
    name,
    url: `${root}/workItemTypes/${encodeURIComponent(name)}`,
  })
  return {
    name: category.name,
    referenceName: category.referenceName,
    defaultWorkItemType: reference(category.defaultType),
    workItemTypes: category.types.map(reference),
    url: `${root}/workItemTypeCategories/${category.referenceName}`,
  }
}
