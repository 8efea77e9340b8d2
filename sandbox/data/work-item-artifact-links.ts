import { createGitArtifactLinks } from './git/work-item-links.js'
import type { Organization } from './organization.js'
import type { ArtifactLinks } from './work-item-history.js'

/**
 * Called once, when the links of an item are first asked for, so that areas whose data leads to work items are made
 * no earlier. Each such area adds its source here: `organization.part(createX)` gives its data.
 */
export function createArtifactLinks(organization: Organization): ArtifactLinks {
  const sources: readonly ArtifactLinks[] = [createGitArtifactLinks(organization)]
  return (index) => sources.flatMap((source) => source(index))
}
