import { createNodes, type ProjectNodes } from './classification-nodes.js'
import { createFields, type FieldDefinition } from './fields.js'
import { createPeople, type Person } from './people.js'
import { createProjects, type Project } from './projects.js'
import { guid, streams } from './random.js'
import { createTeams, type Team } from './teams.js'
import { createArtifactLinks } from './work-item-artifact-links.js'
import { createColumns } from './work-item-columns.js'
import { createWorkItems, type WorkItems } from './work-items.js'

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
  /** At their `index`: the asked number of projects, one in state `deleting`, then those created since. */
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

/** `projects` (1 to 60,000) and `workItems` (0 to millions) count what can be seen; `seed` is a whole number. */
export function createOrganization(options: {
  seed: number
  projects: number
  workItems: number
}): Organization {
  const { seed } = options
  if (!Number.isSafeInteger(seed)) throw new RangeError(`seed must be a whole number, not ${seed}`)
  if (!Number.isInteger(options.projects) || options.projects < 1 || options.projects > 60_000) {
    throw new RangeError(`projects must be a whole number from 1 to 60000, not ${options.projects}`)
  }
  if (!Number.isInteger(options.workItems) || options.workItems < 0 || options.workItems > 50_000_000) {
    throw new RangeError(`workItems must be a whole number from 0 to 50000000, not ${options.workItems}`)
  }
  const people = createPeople(seed)
  const projects = createProjects(seed, options.projects)
  const nodes = createNodes(seed, projects)
  const fields = createFields(seed)
  const columns = createColumns(seed, options.workItems, projects, nodes)
  const parts = new Map<unknown, unknown>()
  const organization: Organization = {
    name: 'fabrikam',
    id: guid(seed, streams.organization),
    seed,
    people,
    projects,
    nodes,
    teams: createTeams(seed, projects, people),
    fields,
    items: createWorkItems({
      seed,
      columns,
      fields,
      people,
      projects,
      nodes,
      artifactLinks: (index) => organization.part(createArtifactLinks)(index),
    }),
    entra: {
      tenant: guid(seed, streams.tenant),
      applications: [
        {
          id: guid(seed, streams.application, 0),
          applicationId: guid(seed, streams.application, 1),
          displayName: 'Fabrikam reporting',
        },
      ],
    },
    part(make) {
      if (!parts.has(make)) parts.set(make, make(organization))
      return parts.get(make) as ReturnType<typeof make>
    },
  }
  return organization
}
