import type { StateModel, WorkItemTypeModel } from '../processes.js'

const proposed = (name: string): StateModel => ({
  name,
  category: 'Proposed',
  color: 'b2b2b2',
  reason: 'New',
})
const started = (name: string): StateModel => ({
  name,
  category: 'InProgress',
  color: '007acc',
  reason: 'Started',
})
const completed = (name: string): StateModel => ({
  name,
  category: 'Completed',
  color: '339933',
  reason: 'Completed',
})

const fields = [
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
  'System.AreaId',
  'System.AreaPath',
  'System.IterationId',
  'System.IterationPath',
  'System.Description',
  'System.History',
  'System.Tags',
]

function hidden(name: string, icon: string, color: string, states: readonly StateModel[]): WorkItemTypeModel {
  return {
    name,
    referenceName: `Microsoft.VSTS.WorkItemTypes.${name.replaceAll(' ', '')}`,
    description: `${name}, which tools make and people do not plan with.`,
    color,
    icon,
    level: 3,
    weight: 0,
    states,
    fields,
  }
}

/**
 * The types of every process that no backlog shows, and of which the sandbox generates no items: those of code
 * reviews, feedback and test management. Their category tells a client that they are hidden (facts 5.5).
 */
export const hiddenTypes: readonly WorkItemTypeModel[] = [
  hidden('Code Review Request', 'icon_code_review', 'EFEFEF', [proposed('Requested'), completed('Closed')]),
  hidden('Code Review Response', 'icon_code_response', 'EFEFEF', [
    proposed('Requested'),
    started('Accepted'),
    completed('Closed'),
  ]),
  hidden('Feedback Request', 'icon_review', 'EFEFEF', [started('Active'), completed('Closed')]),
  hidden('Feedback Response', 'icon_response', 'EFEFEF', [started('Active'), completed('Closed')]),
  hidden('Shared Steps', 'icon_test_step', '004B50', [started('Active'), completed('Closed')]),
  hidden('Shared Parameter', 'icon_test_parameter', '004B50', [started('Active'), completed('Inactive')]),
  hidden('Test Plan', 'icon_test_plan', '004B50', [started('Active'), completed('Inactive')]),
  hidden('Test Suite', 'icon_test_suite', '004B50', [
    proposed('In Planning'),
    started('In Progress'),
    completed('Completed'),
  ]),
]

/** Shown to planners, though no items of it are generated either. */
export const testCaseType: WorkItemTypeModel = hidden('Test Case', 'icon_test_case', '004B50', [
  proposed('Design'),
  started('Ready'),
  completed('Closed'),
])
