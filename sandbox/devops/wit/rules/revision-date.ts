import type { Person } from '../../../data/people.js'
import { trackingError } from '../../devops-error.js'
import type { WorkItemDraft } from '../work-item-draft.js'

/**
 * When (milliseconds) and by whom the revision of a draft will be made: now and by the caller, unless rules are
 * bypassed and the request says otherwise. Dates grow with every revision (VS402625, field) and are not in the future;
 * keys and exact words are unconfirmed.
 */
export function revisionDate(
  draft: WorkItemDraft,
  caller: Person,
  now: number,
): { time: number; by: Person } {
  const { fields, before } = draft
  const previous = before?.value('system.changeddate')
  const changed = fields.get('System.ChangedDate')
  const changer = fields.get('System.ChangedBy')
  const by = typeof changer === 'object' ? changer : caller
  const latest = typeof previous === 'number' ? previous : undefined
  for (const given of [changed, fields.get('System.CreatedDate')])
    if (typeof given === 'number' && given > now)
      throw dateError('VS402624: The date of a revision must not be in the future.')
  if (typeof changed !== 'number') return { time: latest === undefined ? now : Math.max(now, latest + 1), by }
  if (latest !== undefined && changed <= latest)
    throw dateError('VS402625: Dates must be increasing with each revision.')
  return { time: changed, by }
}

function dateError(message: string): Error {
  return trackingError(400, 'WorkItemRevisionDateException', message)
}
