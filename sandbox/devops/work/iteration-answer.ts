import type { TeamSettingsIteration } from 'azure-devops-node-api/interfaces/WorkInterfaces.js'
import type { ClassificationNode } from '../../data/classification-nodes.js'
import type { EndpointCall } from '../route.js'
import { serviceDate } from '../service-date.js'
import type { Wire } from '../wire.js'
import { nodeUrl, settingLinks, workUrl } from './team-of-call.js'

const day = 86_400_000

/** An iteration as a team sees it; dates it has not are null (facts 9). */
export function iterationAnswer(
  call: EndpointCall,
  node: ClassificationNode,
): Wire<TeamSettingsIteration> & { url: string } {
  const { identifier, name, path, startDate, finishDate } = node
  const date = (time: number | undefined) => (time === undefined ? null : serviceDate(time))
  return {
    id: identifier,
    name,
    path,
    attributes: {
      startDate: date(startDate),
      finishDate: date(finishDate),
      timeFrame: timeFrame(node, call.now),
    },
    url: `${workUrl(call)}/teamsettings/iterations/${identifier}`,
  }
}

/** With the links its own address gives. */
export function linkedIteration(call: EndpointCall, node: ClassificationNode): Wire<TeamSettingsIteration> {
  const answer = iterationAnswer(call, node)
  return {
    ...answer,
    _links: {
      ...settingLinks(call, answer.url),
      capacity: { href: `${answer.url}/capacities` },
      classificationNode: { href: nodeUrl(call, node) },
      teamDaysOff: { href: `${answer.url}/teamdaysoff` },
    },
  }
}

/** Whether it lies before, around or after a time; what has no dates is in the future (unconfirmed). */
export function timeFrame(
  { startDate, finishDate }: ClassificationNode,
  now: number,
): 'past' | 'current' | 'future' {
  if (startDate === undefined || finishDate === undefined || now < startDate) return 'future'
  return now < finishDate + day ? 'current' : 'past'
}
