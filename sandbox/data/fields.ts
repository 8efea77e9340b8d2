import { guid, streams } from './random.js'

/** What a field holds. Identities and pick lists are published as strings with a flag (facts 5.5, type quirk). */
export type FieldKind =
  | 'string'
  | 'integer'
  | 'double'
  | 'dateTime'
  | 'boolean'
  | 'identity'
  | 'plainText'
  | 'html'
  | 'history'
  | 'treePath'

export interface FieldDefinition {
  name: string
  referenceName: string
  kind: FieldKind
  readOnly: boolean
  /** Present when the field takes its values from a list. */
  picklist?: { id: string; values: readonly string[] }
  /** Sent only with $expand=fields or all when reading items, though always when asked for by name. */
  extended: boolean
}

function field(referenceName: string, name: string, kind: FieldKind, flags = ''): FieldDefinition {
  return {
    name,
    referenceName,
    kind,
    readOnly: flags.includes('readOnly'),
    extended: flags.includes('extended'),
  }
}

const vsts = 'Microsoft.VSTS'

export const riskLevels = ['Low', 'Medium', 'High', 'Very high – ask first'] as const

/** Every field of the organization: the system's, the processes' and the custom ones. */
export function createFields(seed: number): FieldDefinition[] {
  return [
    field('System.Id', 'ID', 'integer', 'readOnly extended'),
    field('System.Rev', 'Rev', 'integer', 'readOnly extended'),
    field('System.AreaId', 'Area ID', 'integer', 'extended'),
    field('System.AreaPath', 'Area Path', 'treePath'),
    field('System.NodeName', 'Node Name', 'string', 'readOnly extended'),
    field('System.TeamProject', 'Team Project', 'string', 'readOnly'),
    field('System.IterationId', 'Iteration ID', 'integer', 'extended'),
    field('System.IterationPath', 'Iteration Path', 'treePath'),
    field('System.WorkItemType', 'Work Item Type', 'string', 'readOnly'),
    field('System.State', 'State', 'string'),
    field('System.Reason', 'Reason', 'string'),
    field('System.AssignedTo', 'Assigned To', 'identity'),
    field('System.CreatedDate', 'Created Date', 'dateTime', 'readOnly'),
    field('System.CreatedBy', 'Created By', 'identity', 'readOnly'),
    field('System.ChangedDate', 'Changed Date', 'dateTime', 'readOnly'),
    field('System.ChangedBy', 'Changed By', 'identity', 'readOnly'),
    field('System.AuthorizedDate', 'Authorized Date', 'dateTime', 'readOnly extended'),
    field('System.AuthorizedAs', 'Authorized As', 'identity', 'readOnly extended'),
    field('System.RevisedDate', 'Revised Date', 'dateTime', 'readOnly extended'),
    field('System.Watermark', 'Watermark', 'integer', 'readOnly extended'),
    field('System.IsDeleted', 'Is Deleted', 'boolean', 'readOnly extended'),
    field('System.CommentCount', 'Comment Count', 'integer', 'readOnly'),
    field('System.Title', 'Title', 'string'),
    field('System.Description', 'Description', 'html'),
    field('System.History', 'History', 'history'),
    field('System.Tags', 'Tags', 'plainText'),
    field('System.Parent', 'Parent', 'integer', 'readOnly'),
    field('System.BoardColumn', 'Board Column', 'string', 'readOnly'),
    field('System.BoardColumnDone', 'Board Column Done', 'boolean', 'readOnly'),
    field('System.BoardLane', 'Board Lane', 'string', 'readOnly'),
    field(`${vsts}.Common.Priority`, 'Priority', 'integer'),
    field(`${vsts}.Common.Severity`, 'Severity', 'string'),
    field(`${vsts}.Common.Activity`, 'Activity', 'string'),
    field(`${vsts}.Common.ValueArea`, 'Value Area', 'string'),
    field(`${vsts}.Common.Risk`, 'Risk', 'string'),
    field(`${vsts}.Common.BusinessValue`, 'Business Value', 'integer'),
    field(`${vsts}.Common.StackRank`, 'Stack Rank', 'double'),
    field(`${vsts}.Common.BacklogPriority`, 'Backlog Priority', 'double'),
    field(`${vsts}.Common.StateChangeDate`, 'State Change Date', 'dateTime', 'readOnly'),
    field(`${vsts}.Common.ActivatedDate`, 'Activated Date', 'dateTime', 'readOnly'),
    field(`${vsts}.Common.ActivatedBy`, 'Activated By', 'identity', 'readOnly'),
    field(`${vsts}.Common.ResolvedDate`, 'Resolved Date', 'dateTime', 'readOnly'),
    field(`${vsts}.Common.ResolvedBy`, 'Resolved By', 'identity', 'readOnly'),
    field(`${vsts}.Common.ClosedDate`, 'Closed Date', 'dateTime', 'readOnly'),
    field(`${vsts}.Common.ClosedBy`, 'Closed By', 'identity', 'readOnly'),
    field(`${vsts}.Common.AcceptanceCriteria`, 'Acceptance Criteria', 'html'),
    field(`${vsts}.Scheduling.StoryPoints`, 'Story Points', 'double'),
    field(`${vsts}.Scheduling.Effort`, 'Effort', 'double'),
    field(`${vsts}.Scheduling.RemainingWork`, 'Remaining Work', 'double'),
    field(`${vsts}.Scheduling.OriginalEstimate`, 'Original Estimate', 'double'),
    field(`${vsts}.Scheduling.CompletedWork`, 'Completed Work', 'double'),
    field(`${vsts}.Scheduling.StartDate`, 'Start Date', 'dateTime'),
    field(`${vsts}.Scheduling.TargetDate`, 'Target Date', 'dateTime'),
    field(`${vsts}.Scheduling.DueDate`, 'Due Date', 'dateTime'),
    field(`${vsts}.TCM.ReproSteps`, 'Repro Steps', 'html'),
    field(`${vsts}.TCM.SystemInfo`, 'System Info', 'html'),
    {
      ...field('Custom.RiskLevel', 'Risk Level', 'string'),
      picklist: { id: guid(seed, streams.picklist, 1), values: riskLevels },
    },
    field('Custom.Customer', 'Customer', 'string'),
    field('Custom.EstimatedCost', 'Estimated Cost', 'double'),
    field('Custom.GoLiveDate', 'Go-Live Date', 'dateTime'),
    field('Custom.IsBillable', 'Is Billable', 'boolean'),
    field('Custom.ReviewCount', 'Review Count', 'integer'),
    field('Custom.Approver', 'Approver', 'identity'),
    field('Custom.Notes', 'Notes', 'html'),
  ]
}
