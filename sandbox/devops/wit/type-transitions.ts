import type { StateModel, WorkItemTypeModel } from '../../data/processes.js'
import { nextStates } from './rules/state-transitions.js'

/** What a person or a tool does that moves an item on. */
export type TransitionAction = 'Checkin' | 'StartWork' | 'StopWork'

/** The state an action moves an item of a type to; undefined when the action does nothing in that state. */
export function nextState(
  type: WorkItemTypeModel,
  state: StateModel,
  action: TransitionAction,
): StateModel | undefined {
  const first = (category: StateModel['category']) => type.states.find((one) => one.category === category)
  switch (action) {
    case 'StartWork':
      return state.category === 'Proposed' ? first('InProgress') : undefined
    case 'StopWork':
      return state.category === 'InProgress' ? first('Proposed') : undefined
    case 'Checkin':
      return state.category === 'Proposed' || state.category === 'InProgress'
        ? (first('Resolved') ?? first('Completed'))
        : undefined
  }
}

/** Which states follow which, with the actions that lead there; a new item comes from the state ''. */
export function transitionsOf(
  type: WorkItemTypeModel,
): Record<string, { to: string; actions: string[] | null }[]> {
  const actionsBetween = (from: StateModel, to: StateModel) =>
    (['Checkin', 'StartWork', 'StopWork'] as const)
      .filter((action) => nextState(type, from, action) === to)
      .map((action) => `Microsoft.VSTS.Actions.${action}`)
  return {
    ...Object.fromEntries(
      type.states.map((from) => [
        from.name,
        [from, ...nextStates(type, from.name)].map((to) => {
          const actions = actionsBetween(from, to)
          return { to: to.name, actions: actions.length > 0 ? actions : null }
        }),
      ]),
    ),
    '': nextStates(type, undefined).map(({ name }) => ({ to: name, actions: null })),
  }
}
