import type { FieldValue } from './field-value.js'
import type { Person } from './people.js'
import type { StateModel } from './processes.js'
import { nobody, type WorkItemColumns } from './work-item-columns.js'
import type { Past } from './work-item-past.js'

/** 9999-01-01: the revised date of a newest revision (facts 5.2). */
export const endOfTime = Date.UTC(9999, 0, 1)

/** Value of one field of a generated item after one of its revisions. */
export type RevisionField = (index: number, rev: number) => FieldValue | undefined

/** The fields that are not the same in all revisions of an item, by reference name. */
export function createRevisionFields(parts: {
  columns: WorkItemColumns
  past: Past
  people: readonly Person[]
  /** See WorkItems.revisionsBefore. */
  revisionsBefore(index: number): number
  /** Present values of fields the columns do not hold. */
  descriptionOf(index: number): FieldValue | undefined
  remainingWorkOf(index: number): FieldValue | undefined
}): Record<string, RevisionField> {
  const { columns, past, people } = parts
  const started = ({ category }: StateModel) => category !== 'Proposed' && category !== 'Removed'
  const resolved = ({ category }: StateModel) => category === 'Resolved' || category === 'Completed'
  const closed = ({ category }: StateModel) => category === 'Completed'
  const dateInto =
    (fits: (state: StateModel) => boolean): RevisionField =>
    (index, rev) => {
      const came = past.cameInto(index, rev, fits)
      return came === undefined ? undefined : past.dateOf(index, came)
    }
  const changerInto =
    (fits: (state: StateModel) => boolean): RevisionField =>
    (index, rev) => {
      const came = past.cameInto(index, rev, fits)
      return came === undefined ? undefined : past.changerOf(index, came)
    }
  const area = (index: number, rev: number) => columns.areas[past.areaOf(index, rev)]
  const iteration = (index: number, rev: number) => columns.iterations[past.iterationOf(index, rev)]
  const said = (index: number, rev: number) => past.commentRevisions(index).includes(rev)

  return {
    'System.Rev': (_, rev) => rev,
    'System.Watermark': (index, rev) => parts.revisionsBefore(index) + rev,
    'System.ChangedDate': past.dateOf,
    'System.AuthorizedDate': past.dateOf,
    'System.RevisedDate': (index, rev) =>
      rev === columns.rev[index] ? endOfTime : past.dateOf(index, rev + 1),
    'System.ChangedBy': past.changerOf,
    'System.AuthorizedAs': past.changerOf,
    'System.CommentCount': (index, rev) => past.commentRevisions(index).filter((at) => at <= rev).length,
    'System.History': (index, rev) => (said(index, rev) ? past.commentText(index, rev) : undefined),
    'System.State': (index, rev) => past.stateOf(index, rev).name,
    'System.Reason': (index, rev) => past.stateOf(index, rev).reason,
    'System.BoardColumn': (index, rev) => past.stateOf(index, rev).name,
    'Microsoft.VSTS.Common.StateChangeDate': (index, rev) => {
      const state = past.stateOf(index, rev)
      return past.dateOf(index, past.cameInto(index, rev, (other) => other === state) ?? 1)
    },
    'Microsoft.VSTS.Common.ActivatedDate': dateInto(started),
    'Microsoft.VSTS.Common.ActivatedBy': changerInto(started),
    'Microsoft.VSTS.Common.ResolvedDate': dateInto(resolved),
    'Microsoft.VSTS.Common.ResolvedBy': changerInto(resolved),
    'Microsoft.VSTS.Common.ClosedDate': dateInto(closed),
    'Microsoft.VSTS.Common.ClosedBy': changerInto(closed),
    'System.AssignedTo': (index, rev) => {
      const code = past.assigneeOf(index, rev)
      return code === nobody ? undefined : people[code]
    },
    'System.Title': past.titleOf,
    'System.AreaId': (index, rev) => area(index, rev)?.id,
    'System.AreaPath': (index, rev) => area(index, rev)?.path,
    'System.NodeName': (index, rev) => area(index, rev)?.name,
    'System.IterationId': (index, rev) => iteration(index, rev)?.id,
    'System.IterationPath': (index, rev) => iteration(index, rev)?.path,
    'System.Tags': (index, rev) => {
      const tags = past.tagsOf(index, rev)
      return tags.length === 0 ? undefined : tags.join('; ')
    },
    'Microsoft.VSTS.Common.Priority': (index, rev) => past.priorityOf(index, rev) || undefined,
    'System.Description': (index, rev) => past.descriptionOf(index, rev, parts.descriptionOf(index)),
    'Microsoft.VSTS.Scheduling.RemainingWork': (index, rev) =>
      past.remainingWorkOf(index, rev, parts.remainingWorkOf(index)),
  }
}
