import type { Organization } from '../organization.js'
import type { Person } from '../people.js'
import type { Project } from '../projects.js'
import { guid, pick, randomStream, streams } from '../random.js'
import { firstDate } from '../work-item-columns.js'
import { amount, byProject } from './by-project.js'

/** A file that only pipelines can read. Dates are milliseconds since 1970. */
export interface SecureFile {
  id: string
  name: string
  properties: Record<string, string>
  createdBy: Person
  createdAt: number
  modifiedBy: Person
  modifiedAt: number
}

const names = ['signing.pfx', 'größe & schlüssel.p12', 'id_rsa #1', '証明書.cer', 'app+store.mobileprovision']

/** The secure files of an organization, mutable; get them by `organization.part(createSecureFiles)`. */
export function createSecureFiles(organization: Organization): { of(project: Project): SecureFile[] } {
  const { seed, people } = organization
  return {
    of: byProject((project) =>
      names.slice(0, amount(project, names.length, 1)).map((name, at) => {
        const createdBy = pick(randomStream(seed, streams.secureFile, project.index, at), people.slice(0, 8))
        const createdAt = firstDate + at * 86_400_000
        return {
          id: guid(seed, streams.secureFile, project.index, at),
          name,
          properties: (at === 0 ? { owner: 'Größe' } : {}) as Record<string, string>,
          createdBy,
          createdAt,
          modifiedBy: createdBy,
          modifiedAt: createdAt,
        }
      }),
    ),
  }
}
