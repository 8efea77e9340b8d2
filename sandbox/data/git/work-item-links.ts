import type { Organization } from '../organization.js'
import type { Person } from '../people.js'
import type { WorkItemLink } from '../work-item-history.js'
import { createGit } from './git-data.js'
import type { PullRequest } from './pull-request.js'
import type { Repository } from './repositories.js'

/** The address of a pull request as links of work items hold it (facts 5.6). */
export function pullRequestArtifact({ project, id }: Repository, pullRequest: number): string {
  return `vstfs:///Git/PullRequestId/${project.id}%2F${id}%2F${pullRequest}`
}

/** The address of a commit as links of work items hold it. */
export function commitArtifact({ project, id }: Repository, commit: string): string {
  return `vstfs:///Git/Commit/${project.id}%2F${id}%2F${commit}`
}

/** Links of generated work items to generated pull requests, and to the commits that completed these. */
export function createGitArtifactLinks(
  organization: Organization,
): (index: number) => readonly WorkItemLink[] {
  const { items } = organization
  const git = organization.part(createGit)
  /** Ids of pull requests by item, for each project looked into so far. */
  const byProject = new Map<number, Map<number, number[]>>()

  function pullRequestsOf(project: number): Map<number, number[]> {
    let found = byProject.get(project)
    if (!found) {
      found = new Map()
      const home = organization.projects[project]
      for (const { id, workItems } of home ? git.plan.of(home) : []) {
        for (const item of workItems) found.set(item, [...(found.get(item) ?? []), id])
      }
      byProject.set(project, found)
    }
    return found
  }

  return (index) => {
    const project = items.columns.project[index]
    if (project === undefined) return []
    const ids = pullRequestsOf(project).get(items.idAt(index)) ?? []
    return ids.flatMap((id) => {
      const pullRequest = git.pullRequest(id)
      return pullRequest ? linksTo(pullRequest) : []
    })
  }
}

/** Writes a link to a work item; nothing happens when it is there already. */
export function addArtifactLink(
  { items }: Organization,
  workItem: number,
  link: { url: string; name: string },
  by: Person,
  now: number,
): void {
  const index = items.indexOf(workItem)
  if (index === undefined || items.linksOf(index).some((known) => sameAddress(known.url, link.url))) return
  const added = { rel: 'ArtifactLink', url: link.url, attributes: { name: link.name } }
  items.update(index, { fields: new Map(), addLinks: [added], removeLinks: [] }, by, now)
}

/**
 * Ids of the work items that link to an artifact now, ascending: of those that were to, and of all that were written
 * to since the start.
 */
export function linkedWorkItems({ items }: Organization, url: string, known: readonly number[]): number[] {
  const indexes = new Set(known.map((id) => items.indexOf(id)))
  for (const index of items.written.keys()) indexes.add(index)
  return [...indexes]
    .filter((index) => index !== undefined)
    .filter(
      (index) =>
        items.presence(index) === 'present' &&
        items.linksOf(index).some((link) => sameAddress(link.url, url)),
    )
    .map((index) => items.idAt(index))
    .sort((a, b) => a - b)
}

function linksTo({
  id,
  repository,
  status,
  createdAt,
  createdBy,
  closedAt,
  closedBy,
  lastMerge,
}: PullRequest) {
  const links: WorkItemLink[] = [
    {
      rel: 'ArtifactLink',
      url: pullRequestArtifact(repository, id),
      attributes: { name: 'Pull Request' },
      addedAt: createdAt,
      addedBy: createdBy,
    },
  ]
  if (status === 'completed' && closedAt !== undefined && closedBy && lastMerge !== undefined) {
    links.push({
      rel: 'ArtifactLink',
      url: commitArtifact(repository, lastMerge),
      attributes: { name: 'Fixed in Commit' },
      addedAt: closedAt,
      addedBy: closedBy,
    })
  }
  return links
}

function sameAddress(one: string | undefined, other: string): boolean {
  return one?.toLowerCase() === other.toLowerCase()
}
