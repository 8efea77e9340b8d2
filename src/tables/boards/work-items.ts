import { boolean, double, identity, integer, json, tags, text, timestamp, uuid } from '../columns.js'
import { defineTable, type WiqlField } from '../table-definition.js'

const field = (name: string): readonly string[] => ['fields', name]

const kinds = {
  integer: {
    id: 'System.Id',
    rev: 'System.Rev',
    parent_id: 'System.Parent',
    priority: 'Microsoft.VSTS.Common.Priority',
  },
  double: {
    story_points: 'Microsoft.VSTS.Scheduling.StoryPoints',
    effort: 'Microsoft.VSTS.Scheduling.Effort',
    original_estimate: 'Microsoft.VSTS.Scheduling.OriginalEstimate',
    remaining_work: 'Microsoft.VSTS.Scheduling.RemainingWork',
    completed_work: 'Microsoft.VSTS.Scheduling.CompletedWork',
  },
  string: {
    type: 'System.WorkItemType',
    title: 'System.Title',
    state: 'System.State',
    reason: 'System.Reason',
    severity: 'Microsoft.VSTS.Common.Severity',
    activity: 'Microsoft.VSTS.Common.Activity',
    value_area: 'Microsoft.VSTS.Common.ValueArea',
  },
  identity: {
    assigned_to: 'System.AssignedTo',
    created_by: 'System.CreatedBy',
    changed_by: 'System.ChangedBy',
    closed_by: 'Microsoft.VSTS.Common.ClosedBy',
  },
  'identity-unique-name': {
    assigned_to_unique_name: 'System.AssignedTo',
    created_by_unique_name: 'System.CreatedBy',
    changed_by_unique_name: 'System.ChangedBy',
    closed_by_unique_name: 'Microsoft.VSTS.Common.ClosedBy',
  },
  date: {
    created_date: 'System.CreatedDate',
    changed_date: 'System.ChangedDate',
    activated_date: 'Microsoft.VSTS.Common.ActivatedDate',
    resolved_date: 'Microsoft.VSTS.Common.ResolvedDate',
    closed_date: 'Microsoft.VSTS.Common.ClosedDate',
    state_change_date: 'Microsoft.VSTS.Common.StateChangeDate',
    start_date: 'Microsoft.VSTS.Scheduling.StartDate',
    target_date: 'Microsoft.VSTS.Scheduling.TargetDate',
    due_date: 'Microsoft.VSTS.Scheduling.DueDate',
  },
  'tree-path': { area_path: 'System.AreaPath', iteration_path: 'System.IterationPath' },
  tags: { tags: 'System.Tags' },
} satisfies Partial<Record<WiqlField['kind'], Record<string, string>>>

const fields: Record<string, WiqlField> = Object.fromEntries(
  Object.entries(kinds).flatMap(([kind, columns]) =>
    Object.entries(columns).map(([column, name]) => [
      column,
      { field: name, kind: kind as WiqlField['kind'] },
    ]),
  ),
)

export const workItems = defineTable({
  name: 'work_items',
  area: 'boards',
  about: 'A work item (bug, task, user story and so on) as it stands now.',
  sources: [
    {
      kind: 'work-items',
      doc: 'Work Item Tracking / Wiql / Query By Wiql, Work Items / Get Work Items Batch',
      fields,
      parentLink: { path: ['_links', 'workItemType', 'href'], column: 'id' },
    },
  ],
  needs: ['vso.work', 'vso.project'],
  parent: {
    table: 'projects',
    bind: { project_id: 'id', project: 'name' },
    match: 'project',
    where: { kind: 'compare', column: 'state', op: '=', value: 'wellFormed' },
  },
  key: ['id'],
  references: [{ columns: ['project_id'], table: 'projects', to: ['id'] }],
  projectColumn: 'project',
  revision: 'rev',
  customFields: true,
  columns: {
    id: integer(['id'], 'Number of the work item, unique in the organization.'),
    rev: integer(['rev'], 'Revision; grows with each change.'),
    project: text(field('System.TeamProject'), 'Name of the project.'),
    project_id: uuid({ parent: 'id' }, 'Id of the project.'),
    type: text(field('System.WorkItemType'), 'Work item type: Bug, Task, User Story and so on.'),
    title: text(field('System.Title'), 'Title.'),
    state: text(field('System.State'), 'State; which ones exist depends on the type.'),
    reason: text(field('System.Reason'), 'Why it is in this state.'),
    ...identity('assigned_to', field('System.AssignedTo'), 'Who it is assigned to.'),
    ...identity('created_by', field('System.CreatedBy'), 'Who created it.'),
    created_date: timestamp(field('System.CreatedDate'), 'When it was created.'),
    ...identity('changed_by', field('System.ChangedBy'), 'Who changed it last.'),
    changed_date: timestamp(field('System.ChangedDate'), 'When it was last changed.'),
    ...identity('closed_by', field('Microsoft.VSTS.Common.ClosedBy'), 'Who closed it.'),
    closed_date: timestamp(
      field('Microsoft.VSTS.Common.ClosedDate'),
      'When it was closed; null while it is open.',
    ),
    activated_date: timestamp(field('Microsoft.VSTS.Common.ActivatedDate'), 'When work on it began.'),
    resolved_date: timestamp(field('Microsoft.VSTS.Common.ResolvedDate'), 'When it was resolved.'),
    state_change_date: timestamp(
      field('Microsoft.VSTS.Common.StateChangeDate'),
      'When its state last changed.',
    ),
    area_path: text(field('System.AreaPath'), 'Area: the project name, then one level after each backslash.'),
    iteration_path: text(
      field('System.IterationPath'),
      'Iteration: the project name, then one level after each backslash.',
    ),
    parent_id: integer(field('System.Parent'), 'Number of the parent work item; null when there is none.'),
    tags: tags(field('System.Tags'), 'Tags; an empty array when there are none.'),
    priority: integer(field('Microsoft.VSTS.Common.Priority'), 'Priority; 1 is the highest.'),
    severity: text(field('Microsoft.VSTS.Common.Severity'), 'Severity of a bug.'),
    story_points: double(
      field('Microsoft.VSTS.Scheduling.StoryPoints'),
      'Size in story points (Agile process).',
    ),
    effort: double(field('Microsoft.VSTS.Scheduling.Effort'), 'Size as effort (Scrum and Basic processes).'),
    original_estimate: double(
      field('Microsoft.VSTS.Scheduling.OriginalEstimate'),
      'First estimate, in hours.',
    ),
    remaining_work: double(field('Microsoft.VSTS.Scheduling.RemainingWork'), 'Work that remains, in hours.'),
    completed_work: double(field('Microsoft.VSTS.Scheduling.CompletedWork'), 'Work done, in hours.'),
    start_date: timestamp(field('Microsoft.VSTS.Scheduling.StartDate'), 'When work is planned to start.'),
    target_date: timestamp(field('Microsoft.VSTS.Scheduling.TargetDate'), 'When it is planned to be done.'),
    due_date: timestamp(field('Microsoft.VSTS.Scheduling.DueDate'), 'When it is due.'),
    activity: text(field('Microsoft.VSTS.Common.Activity'), 'Kind of work a task is.'),
    value_area: text(field('Microsoft.VSTS.Common.ValueArea'), 'Business or Architectural.'),
    stack_rank: double(field('Microsoft.VSTS.Common.StackRank'), 'Order on the backlog (Agile process).'),
    backlog_priority: double(
      field('Microsoft.VSTS.Common.BacklogPriority'),
      'Order on the backlog (Scrum process).',
    ),
    board_column: text(field('System.BoardColumn'), 'Column of the board it stands in.'),
    board_column_done: boolean(
      field('System.BoardColumnDone'),
      'True in the Done half of a split board column.',
    ),
    board_lane: text(field('System.BoardLane'), 'Lane of the board it stands in.'),
    description: text(field('System.Description'), 'Description, in HTML or Markdown.'),
    acceptance_criteria: text(
      field('Microsoft.VSTS.Common.AcceptanceCriteria'),
      'Acceptance criteria, in HTML or Markdown.',
    ),
    repro_steps: text(field('Microsoft.VSTS.TCM.ReproSteps'), 'How to see a bug, in HTML or Markdown.'),
    comment_count: integer(field('System.CommentCount'), 'How many comments it has.'),
    url: text(['url'], 'REST address of the work item.'),
    fields: json(['fields'], 'Every field as received, by reference name.'),
  },
  notes: [
    'Work items in the recycle bin are not shown.',
    'Each custom field of the organization has a column custom_…; fields holds the same value as received.',
  ],
})
