import type { WorkItemNextStateOnTransition } from 'azure-devops-node-api/interfaces/WorkItemTrackingInterfaces.js'
import { allTypes } from '../../data/tracking/type-categories.js'
import { badArgument } from '../devops-error.js'
import { word } from '../query-parameters.js'
import { list, released, type EndpointCall, type Route } from '../route.js'
import type { Wire } from '../wire.js'
import { nextState } from './type-transitions.js'

/** `_apis/wit/workitemtransitions?ids=&action=`: where an action, checkin unless given, moves each item. */
export const transitionRoutes: readonly Route[] = [
  {
    method: 'GET',
    pattern: 'wit/workitemtransitions',
    scope: ['organization'],
    versions: released(1),
    location: { area: 'wit', resource: 'workItemTransitions', id: 'afae844b-e2f6-44c2-8053-17b3bb936a40' },
    answer: (call) => {
      const ids = (call.query('ids') ?? '').split(',').map((text) => text.trim())
      if (!ids.every((id) => /^\d{1,10}$/.test(id)))
        throw badArgument('The query parameter ids must be a list of whole numbers.')
      const action = word(call, 'action', ['Checkin', 'StartWork', 'StopWork'], 'Checkin')
      return list(ids.map((id) => transition(call, Number(id), action)))
    },
  },
]

/** Code and words of the errors are unconfirmed. */
function transition(
  call: EndpointCall,
  id: number,
  action: 'Checkin' | 'StartWork' | 'StopWork',
): Wire<WorkItemNextStateOnTransition> {
  const { items, projects } = call.organization
  const index = items.indexOf(id)
  if (index === undefined || items.presence(index) !== 'present') {
    return {
      id,
      errorCode: '401232',
      message: `TF401232: Work item ${id} does not exist, or you do not have permissions to read it.`,
    }
  }
  const text = (name: string) => String(items.value(index, name))
  const project = projects.find(({ name }) => name === text('System.TeamProject'))
  const type = project && allTypes(project.process).find(({ name }) => name === text('System.WorkItemType'))
  const state = type?.states.find(({ name }) => name === text('System.State'))
  const next = type && state && nextState(type, state, action)
  if (next) return { id, stateOnTransition: next.name }
  return {
    id,
    errorCode: '0',
    message: `No state follows ${text('System.State')} on the action ${action}.`,
  }
}
