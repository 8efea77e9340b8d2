import type { Organization } from '../organization.js'
import type { Person } from '../people.js'
import type { Project } from '../projects.js'
import { guid, streams } from '../random.js'
import type { Team } from '../teams.js'
import {
  administrators,
  contributors,
  organizationGroups,
  projectGroups,
  readers,
  validUsers,
} from './built-in-groups.js'
import { fourNumbers, groupIdentifier, subjectDescriptor } from './descriptors.js'
import { createStakeholders } from './stakeholders.js'
import type { Account, Application, Group, Subject, User } from './subject.js'

/** Everyone and every group of the organization, and who belongs to what. Teams and their members agree with it always. */
export interface Directory {
  /** All there ever were, in the order they came; removed ones are marked. */
  readonly users: readonly User[]
  readonly applications: readonly Application[]
  readonly groups: readonly Group[]
  byDescriptor(descriptor: string): Subject | undefined
  /** By storage key. */
  byId(id: string): Subject | undefined
  /** Groups of a project, teams included; of the organization without one. */
  groupsOf(project: Project | undefined): readonly Group[]
  /** A built-in group of a project. */
  projectGroup(project: Project, name: string): Group
  teamGroup(team: Team): Group | undefined
  /** Makes a member of a group; nothing happens when it is one. */
  join(member: Subject, group: Group): void
  /** False when it was none. */
  leave(member: Subject, group: Group): boolean
  /** Takes someone of the tenant in by the name they sign in with; who is or was there is found again. */
  takeIn(principalName: string): User
  addGroup(details: { name: string; description: string; project?: Project }): Group
  /** A group of Entra that was not known before. */
  addEntraGroup(details: { name: string; originId: string }): Group
  /** The groups a project begins with. */
  addProject(project: Project): void
  /** The group of a team with the team's present members, as a contributor of its project. */
  addTeam(team: Team): Group
  /** Takes a subject out of all groups and out of sight. */
  remove(subject: Subject): void
}

/** Position of the person whose account is switched off in Entra. */
const disabledPerson = 129
/** Position of the first person who is a guest. */
const guestPerson = 6
/** Who administers the organization. */
const administratorPositions = [0, 1, 2]

/** The directory at the start: people, stakeholders, applications, built-in groups, teams. */
export function createDirectory(organization: Organization): Directory {
  const { seed } = organization
  const users: User[] = []
  const applications: Application[] = []
  const groups: Group[] = []
  const descriptors = new Map<string, Subject>()
  const ids = new Map<string, Subject>()
  const ofProject = new Map<Project | undefined, Group[]>()
  const ofTeam = new Map<string, Group>()

  function enter<T extends Subject>(list: T[], subject: T): T {
    list.push(subject)
    descriptors.set(subject.descriptor, subject)
    ids.set(subject.id, subject)
    return subject
  }

  function addUser(person: Person): User {
    const { id, uniqueName, descriptor } = person
    const position = organization.people.indexOf(person)
    const service = uniqueName === ''
    const disabled = position === disabledPerson
    return enter(users, {
      kind: 'user',
      id,
      descriptor,
      person,
      legacy: service
        ? {
            type: 'Microsoft.TeamFoundation.ServiceIdentity',
            identifier: `${organization.id}:Build:${organization.id}`,
          }
        : {
            type: 'Microsoft.IdentityModel.Claims.ClaimsIdentity',
            identifier: `${organization.entra.tenant}\\${uniqueName}`,
          },
      metaType: position === guestPerson ? 'guest' : 'member',
      mailAddress: uniqueName,
      origin: service ? 'vsts' : 'aad',
      originId: disabled ? null : id,
      isDeletedInOrigin: disabled,
      active: !disabled,
      removed: false,
      memberOf: new Set(),
    })
  }

  function addApplication(details: { id: string; applicationId: string; displayName: string }): Application {
    const { id, applicationId, displayName } = details
    const descriptor = subjectDescriptor('aadsp', id)
    return enter(applications, {
      kind: 'servicePrincipal',
      id,
      descriptor,
      person: { id, displayName, uniqueName: '', descriptor },
      applicationId,
      legacy: {
        type: 'Microsoft.VisualStudio.Services.Claims.AadServicePrincipal',
        identifier: `${organization.entra.tenant}\\${id}`,
      },
      origin: 'aad',
      originId: id,
      active: true,
      removed: false,
      memberOf: new Set(),
    })
  }

  function enterGroup(details: {
    name: string
    description: string
    builtIn: boolean
    project?: Project
    team?: Team
    id?: string
    wellKnown?: number
    originId?: string
  }): Group {
    const { name, description, builtIn, project, team, wellKnown, originId } = details
    const serial = groups.length
    const id = details.id ?? guid(seed, streams.graphGroup, serial)
    const scope = [seed, streams.securityIdentifier, project ? project.index + 1 : 0]
    const own =
      wellKnown === undefined
        ? [1, ...fourNumbers([seed, streams.securityIdentifier, streams.graphGroup, serial])]
        : [0, 0, 0, 0, wellKnown]
    const identifier = groupIdentifier(scope, own)
    const group = enter(groups, {
      kind: 'group',
      id,
      descriptor: subjectDescriptor(originId === undefined ? 'vssgp' : 'aadgp', identifier),
      legacy: { type: 'Microsoft.TeamFoundation.Identity', identifier },
      name,
      description,
      ...(project ? { project } : {}),
      ...(team ? { team } : {}),
      builtIn,
      origin: originId === undefined ? 'vsts' : 'aad',
      originId: originId ?? id,
      active: true,
      removed: false,
      members: new Set(),
      memberOf: new Set(),
    })
    const siblings = ofProject.get(project)
    if (siblings) siblings.push(group)
    else ofProject.set(project, [group])
    if (team) ofTeam.set(team.id, group)
    return group
  }

  function link(member: Subject, group: Group): void {
    group.members.add(member)
    member.memberOf.add(group)
  }

  function join(member: Subject, group: Group): void {
    if (group.members.has(member)) return
    link(member, group)
    if (group.team && member.kind !== 'group')
      group.team.members.push({ person: member.person, isAdmin: false })
  }

  function leave(member: Subject, group: Group): boolean {
    if (!group.members.delete(member)) return false
    member.memberOf.delete(group)
    if (group.team && member.kind !== 'group') {
      const at = group.team.members.findIndex(({ person }) => person.id === member.id)
      if (at >= 0) group.team.members.splice(at, 1)
    }
    return true
  }

  function named(project: Project | undefined, name: string): Group {
    const group = ofProject.get(project)?.find((one) => one.builtIn && one.name === name)
    if (!group) throw new Error(`There is no group ${name}.`)
    return group
  }

  function addProject(project: Project): void {
    const everyone = named(undefined, 'Project Collection Valid Users')
    for (const group of projectGroups) enterGroup({ ...group, builtIn: true, project })
    const valid = named(project, validUsers)
    link(valid, everyone)
    for (const group of ofProject.get(project) ?? []) if (group !== valid) link(group, valid)
  }

  function addTeam(team: Team): Group {
    const { id, name, description, project } = team
    const group = enterGroup({ id, name, description, project, team, builtIn: false })
    for (const { person } of team.members) {
      const member = ids.get(person.id)
      if (member) link(member, group)
    }
    link(group, named(project, contributors))
    return group
  }

  const stakeholders = createStakeholders(seed)
  const entraGroup = (name: string, serial: number) =>
    enterGroup({
      name,
      description: '',
      builtIn: false,
      originId: guid(seed, streams.graphGroup, streams.tenant, serial),
    })

  for (const person of [...organization.people, ...stakeholders]) addUser(person)
  for (const application of organization.entra.applications) addApplication(application)
  for (const group of organizationGroups) enterGroup({ ...group, builtIn: true })
  const engineers = entraGroup('Fabrikam Engineers', 0)
  const partners = entraGroup('Partners "Süd" & friends', 1)
  for (const project of organization.projects) addProject(project)
  for (const team of organization.teams) addTeam(team)

  const everyone = named(undefined, 'Project Collection Valid Users')
  for (const group of ofProject.get(undefined) ?? []) if (group !== everyone) link(group, everyone)
  for (const at of administratorPositions)
    link(users[at] as User, named(undefined, 'Project Collection Administrators'))
  for (const user of users) {
    if (user.origin === 'vsts') link(user, named(undefined, 'Project Collection Build Service Accounts'))
  }
  for (const team of organization.teams) {
    const [first] = team.members
    const administrator = first?.isAdmin ? ids.get(first.person.id) : undefined
    if (administrator) link(administrator, named(team.project, administrators))
  }
  const [largest, second] = organization.projects
  if (largest) {
    link(engineers, named(largest, contributors))
    for (const person of stakeholders) link(ids.get(person.id) as User, named(largest, readers))
    for (const application of applications) link(application, named(largest, contributors))
  }
  if (second) link(partners, named(second, readers))

  return {
    users,
    applications,
    groups,
    byDescriptor: (descriptor) => descriptors.get(descriptor),
    byId: (id) => ids.get(id.toLowerCase()),
    groupsOf: (project) => ofProject.get(project) ?? [],
    projectGroup: named,
    teamGroup: (team) => ofTeam.get(team.id),
    join,
    leave,
    takeIn(principalName) {
      const wanted = principalName.toLowerCase()
      const known = users.find(({ person }) => person.uniqueName.toLowerCase() === wanted)
      if (known) return Object.assign(known, { active: !known.isDeletedInOrigin, removed: false })
      const id = guid(seed, streams.createdLater, streams.person, users.length)
      const person: Person = {
        id,
        displayName: principalName.split('@')[0] as string,
        uniqueName: principalName,
        descriptor: subjectDescriptor('aad', id),
      }
      organization.people.push(person)
      return addUser(person)
    },
    addGroup(details) {
      const group = enterGroup({ ...details, builtIn: false })
      link(group, details.project ? named(details.project, validUsers) : everyone)
      return group
    },
    addEntraGroup({ name, originId }) {
      const group = enterGroup({ name, description: '', builtIn: false, originId })
      link(group, everyone)
      return group
    },
    addProject,
    addTeam,
    remove(subject) {
      for (const group of [...subject.memberOf]) leave(subject, group)
      if (subject.kind === 'group') for (const member of [...subject.members]) leave(member, subject)
      subject.active = false
      subject.removed = true
    },
  }
}

/** Everyone in a group, through groups in it as well. */
export function allAccounts(groups: Iterable<Group>): Set<Account> {
  const accounts = new Set<Account>()
  const seen = new Set<Group>()
  const walk = (group: Group): void => {
    if (seen.has(group)) return
    seen.add(group)
    for (const member of group.members) {
      if (member.kind === 'group') walk(member)
      else accounts.add(member)
    }
  }
  for (const group of groups) walk(group)
  return accounts
}

/** Every group a subject belongs to, through groups as well. */
export function allGroups(subject: Subject): Set<Group> {
  const groups = new Set<Group>()
  const walk = (one: Subject): void => {
    for (const group of one.memberOf) {
      if (groups.has(group)) continue
      groups.add(group)
      walk(group)
    }
  }
  walk(subject)
  return groups
}
