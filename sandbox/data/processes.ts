/** What a state means to boards and reports (WorkItemStateColor.category of the REST specification). */
export type StateCategory = 'Proposed' | 'InProgress' | 'Resolved' | 'Completed' | 'Removed'

export interface StateModel {
  name: string
  category: StateCategory
  color: string
  /** System.Reason of an item in this state. */
  reason: string
}

export interface WorkItemTypeModel {
  name: string
  referenceName: string
  description: string
  color: string
  icon: string
  /** 0 is the top of the hierarchy; a parent is always one level up. */
  level: 0 | 1 | 2 | 3
  /** Share of a project's work items, relative to the other types. */
  weight: number
  states: readonly StateModel[]
  /** Reference names of the fields of this type. */
  fields: readonly string[]
}

export interface ProcessModel {
  name: 'Agile' | 'Scrum' | 'Basic'
  /** GUIDs of the system processes (Azure DevOps docs, "Manage process templates"). */
  templateTypeId: string
  types: readonly WorkItemTypeModel[]
}

const state = (name: string, category: StateCategory, color: string, reason: string): StateModel => ({
  name,
  category,
  color,
  reason,
})

const agileStates = [
  state('New', 'Proposed', 'b2b2b2', 'New'),
  state('Active', 'InProgress', '007acc', 'Implementation started'),
  state('Resolved', 'Resolved', 'ff9d00', 'Code complete and unit tests pass'),
  state('Closed', 'Completed', '339933', 'Acceptance tests pass'),
  state('Removed', 'Removed', 'ffffff', 'Removed from the backlog'),
]
const agileTaskStates = [
  state('New', 'Proposed', 'b2b2b2', 'New'),
  state('Active', 'InProgress', '007acc', 'Work started'),
  state('Closed', 'Completed', '339933', 'Completed'),
  state('Removed', 'Removed', 'ffffff', 'Cut'),
]
const agileBugStates = [
  state('New', 'Proposed', 'b2b2b2', 'New'),
  state('Active', 'InProgress', '007acc', 'Approved'),
  state('Resolved', 'Resolved', 'ff9d00', 'Fixed'),
  state('Closed', 'Completed', '339933', 'Fixed and verified'),
]
const agileIssueStates = [
  state('Active', 'InProgress', '007acc', 'New'),
  state('Closed', 'Completed', '339933', 'Issue Resolved'),
]
const scrumEpicStates = [
  state('New', 'Proposed', 'b2b2b2', 'New epic'),
  state('In Progress', 'InProgress', '007acc', 'Implementation started'),
  state('Done', 'Completed', '339933', 'Work finished'),
  state('Removed', 'Removed', 'ffffff', 'Removed from the backlog'),
]
const scrumItemStates = [
  state('New', 'Proposed', 'b2b2b2', 'New backlog item'),
  state('Approved', 'Proposed', 'b2b2b2', 'Approved by the Product Owner'),
  state('Committed', 'InProgress', '007acc', 'Commitment made by the team'),
  state('Done', 'Completed', '339933', 'Work finished'),
  state('Removed', 'Removed', 'ffffff', 'Removed from the backlog'),
]
const scrumTaskStates = [
  state('To Do', 'Proposed', 'b2b2b2', 'New task'),
  state('In Progress', 'InProgress', '007acc', 'Work started'),
  state('Done', 'Completed', '339933', 'Work finished'),
  state('Removed', 'Removed', 'ffffff', 'Removed from the backlog'),
]
const impedimentStates = [
  state('Open', 'InProgress', '007acc', 'New impediment'),
  state('Closed', 'Completed', '339933', 'Impediment removed'),
]
const basicStates = [
  state('To Do', 'Proposed', 'b2b2b2', 'Added to backlog'),
  state('Doing', 'InProgress', '007acc', 'Started'),
  state('Done', 'Completed', '339933', 'Completed'),
]

const systemFields = [
  'System.Id',
  'System.Rev',
  'System.TeamProject',
  'System.WorkItemType',
  'System.Title',
  'System.State',
  'System.Reason',
  'System.AssignedTo',
  'System.CreatedDate',
  'System.CreatedBy',
  'System.ChangedDate',
  'System.ChangedBy',
  'System.AuthorizedDate',
  'System.AuthorizedAs',
  'System.RevisedDate',
  'System.AreaId',
  'System.AreaPath',
  'System.NodeName',
  'System.IterationId',
  'System.IterationPath',
  'System.Description',
  'System.History',
  'System.Tags',
  'System.Parent',
  'System.CommentCount',
  'System.Watermark',
]
/** Only items that a team's own board shows have these. */
const boardFields = ['System.BoardColumn', 'System.BoardColumnDone', 'System.BoardLane']
const common = (...names: string[]): string[] => names.map((name) => `Microsoft.VSTS.Common.${name}`)
const scheduling = (...names: string[]): string[] => names.map((name) => `Microsoft.VSTS.Scheduling.${name}`)
const history = common(
  'StateChangeDate',
  'ActivatedDate',
  'ActivatedBy',
  'ClosedDate',
  'ClosedBy',
  'Priority',
)
const resolution = common('ResolvedDate', 'ResolvedBy')
const customFields = [
  'Custom.RiskLevel',
  'Custom.Customer',
  'Custom.EstimatedCost',
  'Custom.GoLiveDate',
  'Custom.IsBillable',
  'Custom.ReviewCount',
  'Custom.Approver',
  'Custom.Notes',
]
const task = [
  ...history,
  ...common('Activity'),
  ...scheduling('RemainingWork', 'OriginalEstimate', 'CompletedWork'),
]
const portfolio = [
  ...history,
  ...common('ValueArea', 'BusinessValue'),
  ...scheduling('StartDate', 'TargetDate'),
]
const bug = [
  ...history,
  ...common('Severity'),
  'Microsoft.VSTS.TCM.ReproSteps',
  'Microsoft.VSTS.TCM.SystemInfo',
]

function type(
  name: string,
  look: readonly [color: string, icon: string],
  level: 0 | 1 | 2 | 3,
  weight: number,
  states: readonly StateModel[],
  fields: readonly string[],
): WorkItemTypeModel {
  const referenceName = `Microsoft.VSTS.WorkItemTypes.${name.replaceAll(' ', '')}`
  const description = `${name} as the ${states === basicStates ? 'Basic' : 'team’s'} process defines it.`
  const [color, icon] = look
  return {
    name,
    referenceName,
    description,
    color,
    icon,
    level,
    weight,
    states,
    fields: [...systemFields, ...(level === 2 ? boardFields : []), ...fields],
  }
}

const epic = ['E06C00', 'icon_crown'] as const
const feature = ['773B93', 'icon_trophy'] as const
const requirement = ['009CCC', 'icon_book'] as const
const taskLook = ['F2CB1D', 'icon_clipboard'] as const
const bugLook = ['CC293D', 'icon_insect'] as const
const trouble = ['B4009E', 'icon_flag'] as const

/** The three processes the sandbox's projects use; the custom fields exist in Agile and Scrum only. */
export const processes: readonly ProcessModel[] = [
  {
    name: 'Agile',
    templateTypeId: 'adcc42ab-9882-485e-a3ed-7678f01f66bc',
    types: [
      type('Epic', epic, 0, 2, agileStates, [...portfolio, ...resolution, ...customFields]),
      type('Feature', feature, 1, 6, agileStates, [...portfolio, ...resolution, ...customFields]),
      type('User Story', requirement, 2, 30, agileStates, [
        ...history,
        ...resolution,
        ...common('AcceptanceCriteria', 'ValueArea', 'Risk', 'StackRank'),
        ...scheduling('StoryPoints'),
        ...customFields,
      ]),
      type('Task', taskLook, 3, 35, agileTaskStates, task),
      type('Bug', bugLook, 3, 22, agileBugStates, [...bug, ...resolution, ...customFields]),
      type('Issue', trouble, 3, 5, agileIssueStates, [...history, ...scheduling('DueDate')]),
    ],
  },
  {
    name: 'Scrum',
    templateTypeId: '6b724908-ef14-45cf-84f8-768b5384da45',
    types: [
      type('Epic', epic, 0, 2, scrumEpicStates, [...portfolio, ...customFields]),
      type('Feature', feature, 1, 6, scrumEpicStates, [...portfolio, ...customFields]),
      type('Product Backlog Item', requirement, 2, 32, scrumItemStates, [
        ...history,
        ...common('AcceptanceCriteria', 'ValueArea', 'BacklogPriority'),
        ...scheduling('Effort'),
        ...customFields,
      ]),
      type('Task', taskLook, 3, 35, scrumTaskStates, task),
      type('Bug', bugLook, 3, 20, scrumItemStates, [...bug, ...scheduling('Effort'), ...customFields]),
      type('Impediment', trouble, 3, 5, impedimentStates, history),
    ],
  },
  {
    name: 'Basic',
    templateTypeId: 'b8a3a935-7e91-48b8-a94c-606d37c3e9f2',
    types: [
      type('Epic', epic, 0, 5, basicStates, [...history, ...scheduling('StartDate', 'TargetDate')]),
      type('Issue', trouble, 2, 40, basicStates, [...history, ...scheduling('Effort')]),
      type('Task', taskLook, 3, 55, basicStates, [
        ...history,
        ...common('Activity'),
        ...scheduling('RemainingWork'),
      ]),
    ],
  },
]
