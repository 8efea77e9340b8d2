import { createGitArtifactLinks } from './git/work-item-links.js'
import type { Organization } from './organization.js'
import type { WorkItemLink } from './work-item-history.js'

/** The links of generated items to what is no work item: pull requests, commits, builds. By index of the item. */
export type ArtifactLinks = (index: number) => readonly WorkItemLink[]

/**
 * Called once, when the links of an item are first asked for, so that areas whose data leads to work items are made
 * no earlier. Each such area adds its source here: `organization.part(createX)` gives its data.
 */
export function createArtifactLinks(organization: Organization): ArtifactLinks {
  const sources: readonly ArtifactLinks[] = [createGitArtifactLinks(organization)]
  return (index) => sources.flatMap((source) => source(index))
}
