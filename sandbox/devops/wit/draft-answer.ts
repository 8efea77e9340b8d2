import { identityReference } from '../identity-reference.js'
import type { EndpointCall } from '../route.js'
import { serviceDate } from '../service-date.js'
import type { WorkItemAnswer } from './work-item-answer.js'
import type { WorkItemDraft } from './work-item-draft.js'

/** A new item as it would be; it has neither id nor revision yet (example of the template of a type). */
export function draftAnswer(call: EndpointCall, draft: WorkItemDraft): WorkItemAnswer {
  const fields: Record<string, unknown> = {}
  for (const { referenceName, kind } of call.organization.fields) {
    const value = draft.fields.get(referenceName)
    if (value === undefined || referenceName === 'System.AreaId' || referenceName === 'System.IterationId')
      continue
    const isDate = kind === 'dateTime' && typeof value === 'number'
    fields[referenceName] =
      typeof value === 'object' ? identityReference(call.base, value) : isDate ? serviceDate(value) : value
  }
  const project = `${call.base}/${draft.project.id}/_apis/wit`
  return {
    fields,
    _links: {
      workItemType: { href: `${project}/workItemTypes/${encodeURIComponent(draft.type.name)}` },
      fields: { href: `${project}/fields` },
    },
    url: `${project}/workItems`,
  }
}
