import { flatten, type ClassificationNode } from '../../../sandbox/data/classification-nodes.js'
import { createTeamSettings } from '../../../sandbox/data/team-settings.js'
import { teamsOf } from '../../../sandbox/data/project-teams.js'
import type { Team } from '../../../sandbox/data/teams.js'
import type { Client } from '../devops-client.js'
import type { ConformanceCase } from './conformance-case.js'

const work = 'work/work.json'
const processes = 'processes/workItemTrackingProcess.json'
const v = 'api-version=7.1'
const project = '/Fabrikam%20Fiber'
const team = `${project}/Fabrikam%20Fiber%20Team`
const agile = '/_apis/work/processes/adcc42ab-9882-485e-a3ed-7678f01f66bc'
const bug = `${agile}/workItemTypes/Microsoft.VSTS.WorkItemTypes.Bug`
const teamPath = '/{project}/{team}/_apis/work'
const iteration = `${teamPath}/teamsettings/iterations/{iterationId}`
const typePath = '/_apis/work/processes/{processId}/workItemTypes/{witRefName}'

const defaultTeam = (box: Client) => teamsOf(box.organization, box.organization.projects[0]!)[0] as Team
const sprint = (box: Client) =>
  box.organization.part(createTeamSettings)(defaultTeam(box)).iterations[8] as ClassificationNode
const folder = (box: Client) => {
  const all = flatten(box.organization.nodes[0]!.iterations)
  return all.find(({ startDate }) => startDate === undefined) as ClassificationNode
}
const inSprint = (rest: string) => (box: Client) =>
  `${team}/_apis/work/teamsettings/iterations/${sprint(box).identifier}${rest}`
const person = (box: Client) => box.organization.people[0]!

const get = (operation: string, address: ConformanceCase['address']): ConformanceCase => ({
  specification: operation.includes('/processes') ? processes : work,
  method: 'GET',
  operation,
  address,
})

async function ruleId(box: Client): Promise<string> {
  const { body } = await box.get(`${bug}/rules`)
  return body.value[0].id
}

async function stateId(box: Client): Promise<string> {
  const { body } = await box.get(`${bug}/states`)
  return body.value[0].id
}

/** The first three stories of the project, the last of them between the other two. */
function order({ organization: { items } }: Client) {
  const ids: number[] = []
  for (let index = 0; ids.length < 3; index++) {
    const fits =
      items.value(index, 'System.WorkItemType') === 'User Story' &&
      items.value(index, 'System.TeamProject') === 'Fabrikam Fiber' &&
      items.value(index, 'System.Parent') === undefined
    if (fits) ids.push(items.idAt(index))
  }
  return { parentId: 0, previousId: ids[0], nextId: ids[1], ids: [ids[2]] }
}

async function planAddress(box: Client): Promise<string> {
  const { body } = await box.get(`${project}/_apis/work/plans`)
  return `${project}/_apis/work/plans/${body.value[0].id}?${v}`
}

export const workCases: readonly ConformanceCase[] = [
  get(`${teamPath}/teamsettings`, `${team}/_apis/work/teamsettings`),
  {
    specification: work,
    method: 'PATCH',
    operation: `${teamPath}/teamsettings`,
    address: `${team}/_apis/work/teamsettings?${v}`,
    makeBody: (box) => ({
      bugsBehavior: 'AsRequirements',
      workingDays: ['monday', 'tuesday', 'friday'],
      defaultIteration: sprint(box).identifier,
    }),
  },
  {
    specification: work,
    method: 'PATCH',
    operation: `${teamPath}/teamsettings`,
    address: `${team}/_apis/work/teamsettings?${v}`,
    body: { defaultIterationMacro: '@CurrentIteration' },
  },
  get(`${teamPath}/teamsettings/teamfieldvalues`, `${team}/_apis/work/teamsettings/teamfieldvalues`),
  {
    specification: work,
    method: 'PATCH',
    operation: `${teamPath}/teamsettings/teamfieldvalues`,
    address: `${project}/Empty%20Team/_apis/work/teamsettings/teamfieldvalues?${v}`,
    body: {
      defaultValue: 'Fabrikam Fiber\\Web',
      values: [{ value: 'Fabrikam Fiber\\Web', includeChildren: true }],
    },
  },
  get(`${teamPath}/teamsettings/iterations`, `${team}/_apis/work/teamsettings/iterations`),
  get(`${teamPath}/teamsettings/iterations`, `${team}/_apis/work/teamsettings/iterations?$timeframe=current`),
  get(`${teamPath}/teamsettings/iterations/{id}`, inSprint('')),
  {
    specification: work,
    method: 'POST',
    operation: `${teamPath}/teamsettings/iterations`,
    address: `${team}/_apis/work/teamsettings/iterations?${v}`,
    makeBody: (box) => ({ id: folder(box).identifier }),
    status: 201,
  },
  {
    specification: work,
    method: 'DELETE',
    operation: `${teamPath}/teamsettings/iterations/{id}`,
    address: (box) => `${team}/_apis/work/teamsettings/iterations/${folder(box).identifier}?${v}`,
    status: 204,
  },
  get(`${iteration}/workitems`, inSprint('/workitems')),
  get(`${iteration}/capacities`, inSprint('/capacities')),
  {
    specification: work,
    method: 'PUT',
    operation: `${iteration}/capacities`,
    address: inSprint(`/capacities?${v}`),
    makeBody: (box) => [
      {
        teamMember: { id: person(box).id },
        activities: [{ capacityPerDay: 5, name: 'Design' }],
        daysOff: [],
      },
    ],
  },
  get(`${iteration}/capacities/{teamMemberId}`, (box) => inSprint(`/capacities/${person(box).id}`)(box)),
  {
    specification: work,
    method: 'PATCH',
    operation: `${iteration}/capacities/{teamMemberId}`,
    address: (box) => inSprint(`/capacities/${person(box).id}?${v}`)(box),
    body: { daysOff: [{ start: '2021-05-03T00:00:00Z', end: '2021-05-04T00:00:00Z' }] },
  },
  get(`${iteration}/teamdaysoff`, inSprint('/teamdaysoff')),
  {
    specification: work,
    method: 'PATCH',
    operation: `${iteration}/teamdaysoff`,
    address: inSprint(`/teamdaysoff?${v}`),
    body: { daysOff: [{ start: '2021-05-03T00:00:00Z', end: '2021-05-03T00:00:00Z' }] },
  },
  get(
    '/{project}/_apis/work/iterations/{iterationId}/iterationcapacities',
    (box) => `${project}/_apis/work/iterations/${sprint(box).identifier}/iterationcapacities`,
  ),
  get(`${teamPath}/boards`, `${team}/_apis/work/boards`),
  get(`${teamPath}/boards/{id}`, `${team}/_apis/work/boards/Stories`),
  get(`${teamPath}/boards/{board}/columns`, `${team}/_apis/work/boards/Stories/columns`),
  get(
    `${teamPath}/boards/{board}/columns`,
    `/Contoso's%20Web%20Shop/_apis/work/boards/Backlog%20items/columns`,
  ),
  get(`${teamPath}/boards/{board}/rows`, `${team}/_apis/work/boards/Stories/rows`),
  {
    specification: work,
    method: 'PUT',
    operation: `${teamPath}/boards/{board}/columns`,
    address: `${team}/_apis/work/boards/Features/columns?${v}`,
    body: [
      { name: 'Ideas', stateMappings: { Feature: 'New' } },
      { name: 'Doing', itemLimit: 3, isSplit: true, stateMappings: { Feature: 'Active' } },
      { name: 'Shipped', stateMappings: { Feature: 'Closed' } },
    ],
  },
  {
    specification: work,
    method: 'PUT',
    operation: `${teamPath}/boards/{board}/rows`,
    address: `${team}/_apis/work/boards/Features/rows?${v}`,
    body: [{ id: '00000000-0000-0000-0000-000000000000', name: null }, { name: 'New lane' }],
  },
  get(`${teamPath}/boards/{board}/boardusersettings`, `${team}/_apis/work/boards/Stories/boardusersettings`),
  {
    specification: work,
    method: 'PATCH',
    operation: `${teamPath}/boards/{board}/boardusersettings`,
    address: `${team}/_apis/work/boards/Stories/boardusersettings?${v}`,
    body: { autoRefreshState: 'true' },
  },
  get(`${teamPath}/boards/{board}/cardsettings`, `${team}/_apis/work/boards/Stories/cardsettings`),
  get(`${teamPath}/boards/{board}/cardrulesettings`, `${team}/_apis/work/boards/Stories/cardrulesettings`),
  get('/{project}/_apis/work/boardcolumns', `${project}/_apis/work/boardcolumns`),
  get('/{project}/_apis/work/boardrows', `${project}/_apis/work/boardrows`),
  get(`${teamPath}/backlogs`, `${team}/_apis/work/backlogs`),
  get(`${teamPath}/backlogs/{id}`, `${team}/_apis/work/backlogs/Microsoft.RequirementCategory`),
  get(
    `${teamPath}/backlogs/{backlogId}/workItems`,
    `${team}/_apis/work/backlogs/Microsoft.RequirementCategory/workItems`,
  ),
  get(`${teamPath}/backlogconfiguration`, `${team}/_apis/work/backlogconfiguration`),
  get('/{project}/_apis/work/processconfiguration', `${project}/_apis/work/processconfiguration`),
  {
    specification: work,
    method: 'PATCH',
    operation: `${teamPath}/workitemsorder`,
    address: `${team}/_apis/work/workitemsorder?${v}`,
    makeBody: order,
  },
  {
    specification: work,
    method: 'PATCH',
    operation: `${teamPath}/iterations/{iterationId}/workitemsorder`,
    address: (box) => `${team}/_apis/work/iterations/${sprint(box).identifier}/workitemsorder?${v}`,
    makeBody: order,
  },
  get('/{project}/_apis/work/plans', `${project}/_apis/work/plans`),
  get('/{project}/_apis/work/plans/{id}', planAddress),
  {
    specification: work,
    method: 'POST',
    operation: '/{project}/_apis/work/plans',
    address: `${project}/_apis/work/plans?${v}`,
    body: { name: 'Next year', type: 'deliveryTimelineView', properties: { teamBacklogMappings: [] } },
  },
  {
    specification: work,
    method: 'PUT',
    operation: '/{project}/_apis/work/plans/{id}',
    address: planAddress,
    body: { name: 'Another name', type: 'deliveryTimelineView', revision: 1, properties: {} },
  },
  {
    specification: work,
    method: 'DELETE',
    operation: '/{project}/_apis/work/plans/{id}',
    address: planAddress,
    status: 204,
  },
  get(`${teamPath}/taskboardcolumns`, `${team}/_apis/work/taskboardcolumns`),
  get(
    `${teamPath}/taskboardworkitems/{iterationId}`,
    (box) => `${team}/_apis/work/taskboardworkitems/${sprint(box).identifier}`,
  ),
  get('/_apis/work/processes', '/_apis/work/processes?$expand=projects'),
  get('/_apis/work/processes/{processTypeId}', agile),
  get('/_apis/work/processes/lists', '/_apis/work/processes/lists'),
  get('/_apis/work/processes/lists/{listId}', (box) => {
    const field = box.organization.fields.find(({ picklist }) => picklist)
    return `/_apis/work/processes/lists/${field?.picklist?.id}`
  }),
  get('/_apis/work/processes/{processId}/workitemtypes', `${agile}/workitemtypes?$expand=states,behaviors`),
  get('/_apis/work/processes/{processId}/workitemtypes/{witRefName}', bug),
  get(`${typePath}/states`, `${bug}/states`),
  get(`${typePath}/states/{stateId}`, async (box) => `${bug}/states/${await stateId(box)}`),
  get(`${typePath}/fields`, `${bug}/fields`),
  get(`${typePath}/fields/{fieldRefName}`, `${bug}/fields/System.State?$expand=allowedValues`),
  get(`${typePath}/rules`, `${bug}/rules`),
  get(`${typePath}/rules/{ruleId}`, async (box) => `${bug}/rules/${await ruleId(box)}`),
  get('/_apis/work/processes/{processId}/behaviors', `${agile}/behaviors?$expand=combinedFields`),
  get(
    '/_apis/work/processes/{processId}/behaviors/{behaviorRefName}',
    `${agile}/behaviors/System.RequirementBacklogBehavior`,
  ),
  get(
    '/_apis/work/processes/{processId}/workitemtypesbehaviors/{witRefNameForBehaviors}/behaviors',
    `${agile}/workitemtypesbehaviors/Microsoft.VSTS.WorkItemTypes.Epic/behaviors`,
  ),
]
