import type { StateModel, WorkItemTypeModel } from '../../../data/processes.js'

/**
 * The states an item of a type can go to from one of its states; undefined asks where a new item can begin, which is
 * the first state. Any state leads to any other, except that what was removed cannot be completed before it is back.
 */
export function nextStates(type: WorkItemTypeModel, from: string | undefined): readonly StateModel[] {
  if (from === undefined) return type.states.slice(0, 1)
  const wanted = from.toLowerCase()
  const present = type.states.find(({ name }) => name.toLowerCase() === wanted)
  return type.states.filter(
    (state) => state !== present && !(present?.category === 'Removed' && state.category === 'Completed'),
  )
}

/** A state of a type by name, whatever the case. */
export function stateNamed(type: WorkItemTypeModel, name: unknown): StateModel | undefined {
  const wanted = String(name).toLowerCase()
  return type.states.find((state) => state.name.toLowerCase() === wanted)
}
