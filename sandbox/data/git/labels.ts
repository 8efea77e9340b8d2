import type { Organization } from '../organization.js'
import type { Project } from '../projects.js'
import { guid, mix, streams } from '../random.js'
import type { Label } from './pull-request.js'

/** The label of a name: the same name has the same id everywhere in a project. */
export function labelOf({ seed }: Organization, { index }: Project, name: string): Label {
  const key = mix(...Buffer.from(name.toLowerCase()))
  return { id: guid(seed, streams.pullRequestDiscussion, index, key), name }
}
