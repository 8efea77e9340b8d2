import type { ProjectNodes } from './classification-nodes.js'
import type { FieldDefinition } from './fields.js'
import type { Person } from './people.js'
import type { Project } from './projects.js'
import type { Team } from './teams.js'
import type { WorkItems } from './work-items.js'

/** The tenant, and its applications that are members of the organization. */
export interface EntraTenant {
  tenant: string
  /** `id` is the object id of the service principal. */
  applications: readonly { id: string; applicationId: string; displayName: string }[]
}

/** Everything the sandbox knows; the same options always give the same organization. */
export interface Organization {
  name: string
  id: string
  seed: number
  people: Person[]
  /** At their `index`: the asked number of projects, then those created since. */
  projects: Project[]
  /** In the order of the projects. */
  nodes: ProjectNodes[]
  teams: Team[]
  fields: readonly FieldDefinition[]
  /** Items of visible projects only: those of a project in deletion cannot be seen by any call. */
  items: WorkItems
  /** What Entra, the directory behind the organization, knows; replaced where the sandbox has an Entra of its own. */
  entra: EntraTenant
  /** The data of an area (repositories, builds …), made when first asked for; `make` runs once for an organization. */
  part<T>(make: (organization: Organization) => T): T
}
