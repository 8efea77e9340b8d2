import { createNodes } from './classification-nodes.js'
import { createFields } from './fields.js'
import type { Organization } from './organization.js'
import { createPeople } from './people.js'
import { createProjects } from './projects.js'
import { guid, streams } from './random.js'
import { createTeams } from './teams.js'
import { createArtifactLinks } from './work-item-artifact-links.js'
import { createColumns } from './create-columns.js'
import { createWorkItems } from './work-items.js'

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
