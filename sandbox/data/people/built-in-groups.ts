/** A group every organization or every project has (Azure DevOps docs, "About permissions and security groups"). */
export interface BuiltInGroup {
  name: string
  description: string
  /** The well-known end of its security identifier, for the few that have one. */
  wellKnown?: number
}

export const organizationGroups: readonly BuiltInGroup[] = [
  {
    name: 'Project Collection Administrators',
    description: 'Members can do everything in the organization.',
    wellKnown: 1,
  },
  {
    name: 'Project Collection Valid Users',
    description: 'Everyone who has access to the organization.',
    wellKnown: 3,
  },
  {
    name: 'Project Collection Service Accounts',
    description: 'Accounts the service itself uses.',
    wellKnown: 2,
  },
  {
    name: 'Project Collection Build Administrators',
    description: 'Members administer build resources and permissions.',
  },
  {
    name: 'Project Collection Build Service Accounts',
    description: 'Accounts that builds run as.',
  },
  { name: 'Project Collection Proxy Service Accounts', description: 'Accounts of proxy servers.' },
  { name: 'Project Collection Test Service Accounts', description: 'Accounts of test controllers.' },
  { name: 'Project-Scoped Users', description: 'Members see only projects they were added to.' },
]

export const validUsers = 'Project Valid Users'
export const contributors = 'Contributors'
export const administrators = 'Project Administrators'
export const readers = 'Readers'

export const projectGroups: readonly BuiltInGroup[] = [
  { name: validUsers, description: 'Everyone who has access to the project.' },
  { name: administrators, description: 'Members can do everything in the project.' },
  { name: contributors, description: 'Members add, change and delete things within the project.' },
  { name: readers, description: 'Members see the project and change nothing.' },
  { name: 'Build Administrators', description: 'Members manage builds and build definitions.' },
  { name: 'Release Administrators', description: 'Members do everything with releases.' },
  { name: 'Endpoint Administrators', description: 'Members manage service connections.' },
  { name: 'Endpoint Creators', description: 'Members make service connections.' },
]
