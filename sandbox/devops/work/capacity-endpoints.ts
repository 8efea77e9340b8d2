import type {
  IterationCapacity,
  TeamCapacity,
  TeamMemberCapacityIdentityRef,
  TeamSettingsDaysOff,
} from 'azure-devops-node-api/interfaces/WorkInterfaces.js'
import {
  countDaysOff,
  createCapacities,
  type DaysOff,
  type MemberCapacity,
  type SprintCapacity,
} from '../../data/boards/capacity.js'
import { createPlanning, weekdays } from '../../data/boards/team-planning.js'
import { createDirectory } from '../../data/people/directory.js'
import { createTeamSettings } from '../../data/team-settings.js'
import { teamsOf } from '../../data/project-teams.js'
import type { Team } from '../../data/teams.js'
import { badArgument, DevOpsError } from '../devops-error.js'
import { identityReference } from '../identity-reference.js'
import { jsonBody, jsonList } from '../json-body.js'
import { list, released, type EndpointCall, type Location, type Route } from '../route.js'
import { serviceDate } from '../service-date.js'
import type { Wire } from '../wire.js'
import { namedIteration, projectIteration, settingLinks, teamOf, workUrl } from './team-of-call.js'

const capacities: Location = {
  area: 'work',
  resource: 'capacities',
  id: '74412d15-8c1a-4352-a48d-ef1ed5587d57',
}
const daysOff: Location = {
  area: 'work',
  resource: 'teamdaysoff',
  id: '2d4faa2e-9150-4cbf-a47a-932b1b4a0773',
}
const iteration = 'work/teamsettings/iterations/{iterationId}'

/** What a team can do in an iteration, and the days it is off. */
export const capacityRoutes: readonly Route[] = [
  {
    method: 'GET',
    pattern: `${iteration}/capacities`,
    scope: ['project', 'team'],
    versions: released(3),
    location: capacities,
    answer(call) {
      const capacity = capacityOf(call)
      const { perDay, off } = totals(call, teamOf(call), capacity)
      const body: Wire<TeamCapacity> = {
        teamMembers: capacity.members.map((member) => memberAnswer(call, member)),
        totalCapacityPerDay: perDay,
        totalDaysOff: off,
      }
      return { status: 200, body }
    },
  },
  {
    method: 'PUT',
    pattern: `${iteration}/capacities`,
    scope: ['project', 'team'],
    versions: released(3),
    location: capacities,
    body: 'application/json',
    answer(call) {
      const capacity = capacityOf(call)
      capacity.members = jsonList(call.request).map((entry) => {
        const { teamMember, activities, daysOff: off } = (entry ?? {}) as Record<string, unknown>
        const id = String((teamMember as { id?: unknown } | undefined)?.id)
        return { person: memberNamed(call, id), activities: activitiesIn(activities), daysOff: rangesIn(off) }
      })
      return list(capacity.members.map((member) => memberAnswer(call, member)))
    },
  },
  {
    method: 'GET',
    pattern: `${iteration}/capacities/{teamMemberId}`,
    scope: ['project', 'team'],
    versions: released(3),
    location: capacities,
    answer: (call) => ({ status: 200, body: memberAnswer(call, namedCapacity(call)) }),
  },
  {
    method: 'PATCH',
    pattern: `${iteration}/capacities/{teamMemberId}`,
    scope: ['project', 'team'],
    versions: released(3),
    location: capacities,
    body: 'application/json',
    answer(call) {
      const { activities, daysOff: off } = jsonBody(call.request)
      const capacity = capacityOf(call)
      const person = memberNamed(call, call.path.teamMemberId as string)
      let member = capacity.members.find((one) => one.person.id === person.id)
      if (!member) capacity.members.push((member = { person, activities: [], daysOff: [] }))
      if (activities !== undefined) member.activities = activitiesIn(activities)
      if (off !== undefined) member.daysOff = rangesIn(off)
      return { status: 200, body: memberAnswer(call, member) }
    },
  },
  {
    method: 'GET',
    pattern: `${iteration}/teamdaysoff`,
    scope: ['project', 'team'],
    versions: released(1),
    location: daysOff,
    answer: (call) => ({ status: 200, body: daysOffAnswer(call) }),
  },
  {
    method: 'PATCH',
    pattern: `${iteration}/teamdaysoff`,
    scope: ['project', 'team'],
    versions: released(1),
    location: daysOff,
    body: 'application/json',
    answer(call) {
      capacityOf(call).daysOff = rangesIn(jsonBody(call.request).daysOff)
      return { status: 200, body: daysOffAnswer(call) }
    },
  },
  {
    method: 'GET',
    pattern: 'work/iterations/{iterationId}/iterationcapacities',
    scope: ['project'],
    versions: released(1),
    location: {
      area: 'work',
      resource: 'iterationcapacities',
      id: '1e385ce0-396b-4273-8171-d64562c18d37',
    },
    answer: allTeams,
  },
]

function capacityOf(call: EndpointCall): SprintCapacity {
  const node = namedIteration(call, call.path.iterationId as string)
  return call.organization.part(createCapacities)(teamOf(call), node)
}

/** Hours of a day, and working days off: those of each member and for each the team's. */
function totals(call: EndpointCall, team: Team, { members, daysOff: off }: SprintCapacity) {
  const { workingDays } = call.organization.part(createPlanning)(team)
  const works = (weekday: number) => workingDays.includes(weekdays[weekday] ?? 'sunday')
  const perDay = members
    .flatMap(({ activities }) => activities)
    .reduce((sum, one) => sum + one.capacityPerDay, 0)
  const own = members.reduce((sum, member) => sum + countDaysOff(member.daysOff, works), 0)
  return { perDay, off: own + countDaysOff(off, works) * members.length }
}

/** Every team of the project that has chosen the iteration. */
function allTeams(call: EndpointCall) {
  const { organization } = call
  const node = projectIteration(call, call.path.iterationId)
  if (!node) throw notFound(`The iteration with id ${call.path.iterationId} does not exist.`)
  const settings = organization.part(createTeamSettings)
  const teams = teamsOf(organization, teamOf(call).project)
    .filter((team) => settings(team).iterations.includes(node))
    .map((team) => {
      const { perDay, off } = totals(call, team, organization.part(createCapacities)(team, node))
      return { teamId: team.id, teamCapacityPerDay: perDay, teamTotalDaysOff: off }
    })
  const body: Wire<IterationCapacity> = {
    teams,
    totalIterationCapacityPerDay: teams.reduce((sum, one) => sum + one.teamCapacityPerDay, 0),
    totalIterationDaysOff: teams.reduce((sum, one) => sum + one.teamTotalDaysOff, 0),
  }
  return { status: 200, body }
}

function memberAnswer(call: EndpointCall, member: MemberCapacity): Wire<TeamMemberCapacityIdentityRef> {
  const node = call.path.iterationId as string
  return {
    teamMember: identityReference(call.base, member.person),
    activities: member.activities.map(({ name, capacityPerDay }) => ({ capacityPerDay, name })),
    daysOff: member.daysOff.map(rangeAnswer),
    url: `${workUrl(call)}/teamsettings/iterations/${node}/capacities/${member.person.id}`,
  }
}

function daysOffAnswer(call: EndpointCall): Wire<TeamSettingsDaysOff> {
  const node = namedIteration(call, call.path.iterationId as string)
  const own = `${workUrl(call)}/teamsettings/iterations/${node.identifier}`
  const url = `${own}/teamdaysoff`
  return {
    daysOff: capacityOf(call).daysOff.map(rangeAnswer),
    url,
    _links: { ...settingLinks(call, url), teamIteration: { href: own } },
  }
}

const rangeAnswer = ({ start, end }: DaysOff) => ({ start: serviceDate(start), end: serviceDate(end) })

function namedCapacity(call: EndpointCall): MemberCapacity {
  const id = (call.path.teamMemberId as string).toLowerCase()
  const member = capacityOf(call).members.find(({ person }) => person.id === id)
  if (member) return member
  throw notFound(`The team member with id ${id} has no capacity in the iteration.`)
}

function memberNamed(call: EndpointCall, id: string) {
  const subject = call.organization.part(createDirectory).byId(id)
  if (subject && subject.kind !== 'group') return subject.person
  throw notFound(`The team member with id ${id} does not exist.`)
}

/** Key and words unconfirmed. */
function notFound(message: string): DevOpsError {
  return new DevOpsError(
    404,
    'Microsoft.TeamFoundation.Work.WebApi.Exceptions.TeamMemberCapacityNotFoundException',
    message,
  )
}

function activitiesIn(value: unknown): MemberCapacity['activities'] {
  if (!Array.isArray(value)) throw badArgument('activities must be a list.')
  return value.map((entry: unknown) => {
    const { name, capacityPerDay } = (entry ?? {}) as Record<string, unknown>
    if (typeof capacityPerDay !== 'number' || capacityPerDay < 0 || capacityPerDay > 24)
      throw badArgument('capacityPerDay must be a number of hours.')
    return { name: typeof name === 'string' ? name : '', capacityPerDay }
  })
}

function rangesIn(value: unknown): DaysOff[] {
  if (!Array.isArray(value)) throw badArgument('daysOff must be a list.')
  return value.map((entry: unknown) => {
    const { start, end } = (entry ?? {}) as Record<string, unknown>
    const [from, to] = [Date.parse(String(start)), Date.parse(String(end))]
    if (Number.isNaN(from) || Number.isNaN(to) || to < from)
      throw badArgument('daysOff must have a start and an end that is not before it.')
    return { start: from, end: to }
  })
}
