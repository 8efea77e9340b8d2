import type { Project } from '../projects.js'
import { administrators, contributors, readers } from './built-in-groups.js'
import type { Directory } from './directory.js'
import { isVisible } from './subject-names.js'
import type { Account, Group, Subject } from './subject.js'

/** What a group means to the entitlement service (GroupType of the REST specification). */
export type ProjectGroupType =
  'projectAdministrator' | 'projectContributor' | 'projectReader' | 'projectStakeholder' | 'custom'

/** What an account is in a project. */
export interface ProjectEntitlement {
  project: Project
  type: ProjectGroupType
  /** Name of the group. */
  groupName: string
  /** Teams of the project it is in. */
  teams: readonly Group[]
}

/** From most to least; being in a team makes a contributor. */
const ranking: readonly (readonly [name: string, type: ProjectGroupType])[] = [
  [administrators, 'projectAdministrator'],
  [contributors, 'projectContributor'],
  [readers, 'projectReader'],
]

/** In which projects a subject is a member of a group or a team, with the highest group of each. */
export function projectEntitlementsOf(subject: Subject): ProjectEntitlement[] {
  const byProject = new Map<Project, Group[]>()
  for (const group of subject.memberOf) {
    const { project } = group
    if (!project || !isVisible(group)) continue
    const groups = byProject.get(project)
    if (groups) groups.push(group)
    else byProject.set(project, [group])
  }
  return [...byProject].map(([project, groups]) => {
    const teams = groups.filter(({ team }) => team)
    const names = new Set(groups.map(({ name, team }) => (team ? contributors : name)))
    const [groupName, type] = ranking.find(([name]) => names.has(name)) ?? [
      groups[0]?.name ?? '',
      'custom' as const,
    ]
    return { project, type, groupName, teams }
  })
}

/** Makes an account a member of the group of that type, and of no other built-in group of the project. */
export function enterProject(
  directory: Directory,
  account: Account,
  project: Project,
  type: ProjectGroupType,
): void {
  const name = ranking.find(([, one]) => one === type)?.[0] ?? readers
  for (const [other] of ranking)
    if (other !== name) directory.leave(account, directory.projectGroup(project, other))
  directory.join(account, directory.projectGroup(project, name))
}

/** Takes an account out of all groups and teams of a project. */
export function leaveProject(directory: Directory, account: Account, project: Project): void {
  for (const group of [...account.memberOf]) if (group.project === project) directory.leave(account, group)
}
