import type { StateCategory, StateModel } from '../../../data/processes.js'

/** Reasons people can choose besides a state's own (docs on the Agile and Scrum processes; a selection). */
const byCategory: Readonly<Record<StateCategory, readonly string[]>> = {
  Proposed: ['New', 'Moved to the backlog', 'Reconsidering'],
  InProgress: ['Approved', 'Investigate', 'Reactivated', 'Regression', 'Not fixed', 'Work started'],
  Resolved: ['Fixed', 'As Designed', 'Cannot Reproduce', 'Deferred', 'Duplicate', 'Obsolete'],
  Completed: ['Completed', 'Fixed and verified', 'Deferred', 'Duplicate', 'Obsolete', 'Cut'],
  Removed: ['Removed from the backlog', 'Cut', 'Obsolete', 'Duplicate'],
}

/** What System.Reason can be in a state; the first is what it becomes when nobody says. */
export function reasonsOf(state: StateModel): readonly string[] {
  return [...new Set([state.reason, ...byCategory[state.category], `Moved to state ${state.name}`])]
}
