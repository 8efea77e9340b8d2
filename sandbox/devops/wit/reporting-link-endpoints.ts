import type { IdentityRef } from 'azure-devops-node-api/interfaces/common/VSSInterfaces.js'
import { createLinkLog, isGenerated, type LinkChange } from '../../data/tracking/link-log.js'
import { relationTypes } from '../../data/tracking/relation-type.js'
import { identityReference } from '../identity-reference.js'
import { released, type EndpointCall, type Route } from '../route.js'
import { serviceDate } from '../service-date.js'
import type { Wire } from '../wire.js'
import { batchAnswer, lowerSet, readPlace } from './reporting-token.js'

/** About as many links make a batch (unconfirmed). */
const batchSize = 1000

/** `[{project}/]_apis/wit/reporting/workItemLinks`: every link between items that came or went, in batches. */
export const reportingLinkRoutes: readonly Route[] = [
  {
    method: 'GET',
    pattern: 'wit/reporting/workItemLinks',
    scope: ['organization', 'project'],
    versions: released(3),
    location: { area: 'wit', resource: 'workItemLinks', id: 'b5b5b6d0-0308-40a1-b3f4-b9bb3c66878f' },
    answer: linkBatch,
  },
]

/** A link as the stream tells it (facts 5.4): flat, and not as the client's type has it. */
interface ReportedLink {
  rel: string
  sourceId: number
  targetId: number
  changedDate: string
  isActive: boolean
  changedBy: Wire<IdentityRef>
  comment?: string
  changedOperation: 'create' | 'remove'
  sourceProjectId: string | undefined
  targetProjectId: string | undefined
}

/**
 * First the links the organization came with, by their younger item, then what changed since. A place is a count of
 * items and, after those, of changes.
 */
function linkBatch(call: EndpointCall) {
  const { items } = call.organization
  const { watermark, since } = readPlace(call)
  const isWanted = createFilter(call)
  const values: ReportedLink[] = []
  let at = watermark
  for (; at < items.generated && values.length < batchSize; at++) {
    if ((items.columns.created[at] as number) < since) continue
    for (const link of items.linkHistoryOf(at)) {
      if (link.other === undefined || link.other >= at || !isGenerated(call.organization, at, link)) continue
      const change = { index: at, link, isActive: true }
      if (isWanted(change)) values.push(linkAnswer(call, change))
    }
  }
  const changes = call.organization.part(createLinkLog).changes()
  const end = items.generated + changes.length
  for (; at >= items.generated && at < end && values.length < batchSize; at++) {
    const change = changes[at - items.generated] as LinkChange
    if (timeOf(change) >= since && isWanted(change)) values.push(linkAnswer(call, change))
  }
  const body = batchAnswer(call, 'workItemLinks', {
    values,
    place: { watermark: at, since },
    isLast: at >= end,
  })
  return { status: 200, body }
}

const timeOf = ({ link, isActive }: LinkChange): number =>
  isActive ? link.addedAt : (link.removedAt as number)

/** Link types by name with or without the end; items of a type or of the project at either end (docs, "Reporting Work Item Links"). */
function createFilter(call: EndpointCall): (change: LinkChange) => boolean {
  const { items } = call.organization
  const linkTypes = lowerSet(call.query('linkTypes')?.split(','))
  const types = lowerSet(call.query('types')?.split(','))
  return ({ index, link }) => {
    const ends = [index, link.other as number]
    if (ends.some((end) => items.presence(end) !== 'present')) return false
    if (linkTypes && !linkTypes.has(link.rel.toLowerCase()) && !linkTypes.has(typeOf(link.rel).toLowerCase()))
      return false
    if (
      types &&
      !ends.some((end) => types.has(String(items.value(end, 'System.WorkItemType')).toLowerCase()))
    )
      return false
    return !call.project || ends.some((end) => items.value(end, 'System.TeamProject') === call.project?.name)
  }
}

/** The type of a link without its end. */
function typeOf(rel: string): string {
  return rel.replace(/-(Forward|Reverse)$/, '')
}

function linkAnswer(call: EndpointCall, change: LinkChange): ReportedLink {
  const { items, projects } = call.organization
  const { index, link, isActive } = change
  const other = link.other as number
  // The source is the end from which the link goes forward.
  const reverse = relationTypes.find(({ referenceName }) => referenceName === link.rel)?.attributes.isForward
  const [source, target] = reverse === false ? [other, index] : [index, other]
  const projectId = (end: number) =>
    projects.find(({ name }) => name === items.value(end, 'System.TeamProject'))?.id
  const { comment } = link.attributes
  const by = isActive ? link.addedBy : (link.removedBy ?? link.addedBy)
  return {
    rel: typeOf(link.rel),
    sourceId: items.idAt(source),
    targetId: items.idAt(target),
    changedDate: serviceDate(timeOf(change)),
    isActive,
    changedBy: identityReference(call.base, by) as Wire<IdentityRef>,
    ...(typeof comment === 'string' ? { comment } : {}),
    changedOperation: isActive ? 'create' : 'remove',
    sourceProjectId: projectId(source),
    targetProjectId: projectId(target),
  }
}
