import { boolean, displayName, double, integer, tags, text, timestamp, uniqueName } from '../columns.js'
import { defineTable, type Column } from '../table-definition.js'
import { readFieldValues } from './read-field-values.js'

const field = (name: string): readonly string[] => ['fields', name]

/** Revisions come without the ids of identities in bulk (facts 5.4), so they have none here. */
function person(name: string, of: string, about: string): Record<string, Column> {
  return {
    [name]: displayName(field(of), `${about}: display name.`),
    [`${name}_unique_name`]: uniqueName(field(of), `${about}: unique name, mostly a mail address.`),
  }
}

export const workItemRevisions = defineTable({
  name: 'work_item_revisions',
  area: 'boards',
  about: 'A work item as it was after one of its changes.',
  sources: [
    {
      kind: 'list',
      host: 'core',
      path: '/_apis/wit/workItems/{=work_item_id}/revisions',
      query: { $expand: 'fields' },
      paging: { style: 'top-skip', size: 200 },
      empty: [404],
      doc: 'Work Item Tracking / Revisions / List',
    },
    {
      kind: 'list',
      host: 'core',
      path: '/_apis/wit/reporting/workitemrevisions',
      query: { $expand: 'fields' },
      paging: {
        style: 'continuation-body',
        size: 1000,
        top: '$maxPageSize',
        token: 'continuationToken',
        last: 'isLastBatch',
      },
      rows: { list: 'values' },
      doc: 'Work Item Tracking / Reporting Work Item Revisions / Read Reporting Revisions Get',
    },
  ],
  needs: ['vso.work'],
  key: ['work_item_id', 'rev'],
  references: [{ columns: ['work_item_id'], table: 'work_items', to: ['id'] }],
  projectColumn: 'project',
  customFields: true,
  columns: {
    work_item_id: integer(['id'], 'Number of the work item.'),
    rev: integer(['rev'], 'Number of the revision; 1 is the first.'),
    project: text(field('System.TeamProject'), 'Name of the project it was in.'),
    type: text(field('System.WorkItemType'), 'Work item type.'),
    title: text(field('System.Title'), 'Title.'),
    state: text(field('System.State'), 'State.'),
    reason: text(field('System.Reason'), 'Why it was in this state.'),
    ...person('assigned_to', 'System.AssignedTo', 'Who it was assigned to'),
    ...person('created_by', 'System.CreatedBy', 'Who created the work item'),
    created_date: timestamp(field('System.CreatedDate'), 'When the work item was created.'),
    ...person('changed_by', 'System.ChangedBy', 'Who made this change'),
    changed_date: timestamp(field('System.ChangedDate'), 'When this change was made.'),
    revised_date: timestamp(
      field('System.RevisedDate'),
      'When the next change was made; null for the newest revision.',
    ),
    area_path: text(field('System.AreaPath'), 'Area: the project name, then one level after each backslash.'),
    iteration_path: text(
      field('System.IterationPath'),
      'Iteration: the project name, then one level after each backslash.',
    ),
    parent_id: integer(field('System.Parent'), 'Number of the parent work item.'),
    tags: tags(field('System.Tags'), 'Tags; an empty array when there were none.'),
    priority: integer(field('Microsoft.VSTS.Common.Priority'), 'Priority; 1 is the highest.'),
    severity: text(field('Microsoft.VSTS.Common.Severity'), 'Severity of a bug.'),
    story_points: double(field('Microsoft.VSTS.Scheduling.StoryPoints'), 'Size in story points.'),
    effort: double(field('Microsoft.VSTS.Scheduling.Effort'), 'Size as effort.'),
    original_estimate: double(
      field('Microsoft.VSTS.Scheduling.OriginalEstimate'),
      'First estimate, in hours.',
    ),
    remaining_work: double(field('Microsoft.VSTS.Scheduling.RemainingWork'), 'Work that remained, in hours.'),
    completed_work: double(field('Microsoft.VSTS.Scheduling.CompletedWork'), 'Work done, in hours.'),
    board_column: text(field('System.BoardColumn'), 'Column of the board it stood in.'),
    board_column_done: boolean(field('System.BoardColumnDone'), 'True in the Done half of a split column.'),
    board_lane: text(field('System.BoardLane'), 'Lane of the board it stood in.'),
    description: text(field('System.Description'), 'Description, in HTML or Markdown.'),
    history: text(field('System.History'), 'What was written in the discussion with this change.'),
    comment_count: integer(field('System.CommentCount'), 'How many comments it had.'),
    fields: {
      type: 'jsonb',
      about: 'Every field, by reference name; identities as Name <unique name>.',
      from: ['fields'],
      read: readFieldValues,
    },
  },
  notes: [
    'Revisions of work items in the recycle bin are not shown.',
    'Only a condition on work_item_id makes the read smaller: an item that moved is in no other stream of the service.',
  ],
})
