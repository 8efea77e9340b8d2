import type { Organization } from '../organization.js'
import type { Project } from '../projects.js'
import { administrators, contributors, readers } from './built-in-groups.js'
import { allGroups, createDirectory } from './directory.js'
import type { SecurityNamespace } from './security-namespaces.js'
import type { Group, Subject } from './subject.js'

/** Who may do what with one thing. */
export interface AccessControlList {
  token: string
  entries: readonly { group: Group; allow: number; deny: number }[]
}

/** The lists of a namespace: one for the organization or one for each visible project, as they are made with it. */
export function accessControlLists(
  organization: Organization,
  namespace: SecurityNamespace,
): AccessControlList[] {
  const directory = organization.part(createDirectory)
  const everything = namespace.actions.reduce((sum, { bit }) => sum | bit, 0)
  const token = tokenOf[namespace.name]
  if (!token) {
    const [admins, valid] = ['Project Collection Administrators', 'Project Collection Valid Users'].map(
      (name) => directory.groupsOf(undefined).find((group) => group.name === name) as Group,
    )
    return [
      {
        token: 'NAMESPACE:',
        entries: [
          { group: admins as Group, allow: everything, deny: 0 },
          { group: valid as Group, allow: namespace.readPermission, deny: 0 },
        ],
      },
    ]
  }
  return organization.projects
    .filter(({ state }) => state === 'wellFormed')
    .map((project) => ({
      token: token(organization, project),
      entries: [
        { group: directory.projectGroup(project, administrators), allow: everything, deny: 0 },
        {
          group: directory.projectGroup(project, contributors),
          allow: (everything >> 1) | namespace.readPermission,
          deny: 0,
        },
        {
          group: directory.projectGroup(project, readers),
          allow: namespace.readPermission,
          deny: namespace.writePermission === 2 ? 0 : namespace.writePermission,
        },
      ],
    }))
}

/** Tokens of a whole project; namespaces without an entry belong to the organization. */
const tokenOf: Readonly<Record<string, (organization: Organization, project: Project) => string>> = {
  Project: (_, project) => `$PROJECT:vstfs:///Classification/TeamProject/${project.id}`,
  'Git Repositories': (_, project) => `repoV2/${project.id}`,
  Build: (_, project) => project.id,
  CSS: ({ nodes }, project) =>
    `vstfs:///Classification/Node/${nodes[project.index]?.areas.identifier ?? project.id}`,
}

/** Whether a subject, through its groups, is allowed all the bits and denied none of them on a token or what is above it. */
export function isAllowed(
  organization: Organization,
  subject: Subject,
  namespace: SecurityNamespace,
  token: string,
  bits: number,
): boolean {
  const groups = allGroups(subject)
  const wanted = token.toLowerCase()
  const lists = accessControlLists(organization, namespace).filter((one) =>
    wanted.startsWith(one.token.toLowerCase()),
  )
  const entries = lists.flatMap(({ entries }) => entries).filter(({ group }) => groups.has(group))
  const allow = entries.reduce((sum, entry) => sum | entry.allow, 0)
  const deny = entries.reduce((sum, entry) => sum | entry.deny, 0)
  return (allow & ~deny & bits) === bits
}

/** Whether a subject administers the organization. */
export function isAdministrator(subject: Subject): boolean {
  return [...allGroups(subject)].some(
    ({ name, project }) => !project && name === 'Project Collection Administrators',
  )
}
