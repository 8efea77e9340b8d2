import type { Person } from '../people.js'
import type { Project } from '../projects.js'
import type { Team } from '../teams.js'
import type { LegacyDescriptor } from './descriptors.js'

interface SubjectBase {
  /** The storage key: the id that identities have everywhere else. */
  readonly id: string
  readonly descriptor: string
  readonly legacy: LegacyDescriptor
  origin: 'aad' | 'vsts'
  /** Id in the directory the subject comes from; null for an account that is gone there. */
  originId: string | null
  /** False when its account is switched off, and once it was removed. */
  active: boolean
  /** Taken out of the organization: found by its descriptor still, but in no list. */
  removed: boolean
  /** Groups it is a direct member of. */
  readonly memberOf: Set<Group>
}

/** Someone who can sign in, or a service account. */
export interface User extends SubjectBase {
  readonly kind: 'user'
  readonly person: Person
  readonly metaType: 'member' | 'guest'
  readonly mailAddress: string
  readonly isDeletedInOrigin: boolean
}

/** An application of the tenant that was added to the organization. */
export interface Application extends SubjectBase {
  readonly kind: 'servicePrincipal'
  readonly person: Person
  readonly applicationId: string
}

/** A group of the organization, of a project, or of Entra; a team is a group of its project. */
export interface Group extends SubjectBase {
  readonly kind: 'group'
  name: string
  description: string
  /** Absent for groups of the whole organization. */
  readonly project?: Project
  readonly team?: Team
  /** Made with the organization or a project; cannot be deleted. */
  readonly builtIn: boolean
  /** Direct members, in the order they came. */
  readonly members: Set<Subject>
}

export type Account = User | Application
export type Subject = Account | Group
