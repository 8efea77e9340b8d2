import type { Organization } from '../organization.js'
import type { Person } from '../people.js'
import type { Project } from '../projects.js'
import { guid, streams } from '../random.js'
import { lastDate } from '../work-item-columns.js'
import type { Feed, FeedView, UpstreamSource } from './feed.js'
import { makePackages } from './make-packages.js'

/** The feeds of the organization. */
export interface FeedData {
  /** Those of a project, or of the whole organization; deleted ones included. */
  of(project: Project | undefined): Feed[]
  add(project: Project | undefined, name: string, by: Person, now: number): Feed
  addView(feed: Feed, name: string): FeedView
  /** Notes a change of a feed. */
  touch(feed: Feed): void
}

/** The feeds of an organization; get them by `organization.part(createFeeds)`. */
export function createFeeds(organization: Organization): FeedData {
  const { seed, people } = organization
  /** Beyond the tokens of the feeds that came with the organization. */
  let token = 100
  let serial = 0
  const made = new Map<Project | undefined, Feed[]>()

  function make(
    project: Project | undefined,
    at: number,
    model: { name: string; description?: string; packages: number },
  ): Feed {
    const key = project ? project.index + 1 : 0
    const ids = (...keys: number[]) => guid(seed, streams.feed, key, at, ...keys)
    let packages: ReturnType<Feed['packages']> | undefined
    const feed: Feed = {
      ...newFeed(ids, model.name, lastDate - (at + 1) * 86_400_000),
      ...(project ? { project } : {}),
      ...(model.description === undefined ? {} : { description: model.description }),
      permissions: new Map([
        [people[at] as Person, 'administrator'],
        [people[at + 1] as Person, 'contributor'],
      ]),
      changeToken: at + 1,
      packages: () => (packages ??= makePackages(organization, feed, key, at, model.packages)),
    }
    return feed
  }

  made.set(undefined, [
    make(undefined, 0, {
      name: 'fabrikam',
      description: 'Everything we share – größtenteils',
      packages: 130,
    }),
    make(undefined, 1, { name: 'empty-feed', packages: 0 }),
    { ...make(undefined, 2, { name: 'old-feed', packages: 3 }), deletedAt: lastDate },
  ])

  return {
    of(project) {
      let own = made.get(project)
      if (!own) {
        const index = project?.index ?? 0
        const wanted = project && !project.created && (index < 3 || index % 3 === 0)
        own = wanted ? [make(project, 0, { name: `team-feed-${index}`, packages: 6 })] : []
        made.set(project, own)
      }
      return own
    },
    add(project, name, by, now) {
      const number = ++serial
      const feed: Feed = {
        ...newFeed((...keys) => guid(seed, streams.createdLater, streams.feed, number, ...keys), name, now),
        ...(project ? { project } : {}),
        permissions: new Map([[by, 'administrator']]),
        changeToken: ++token,
        packages: () => new Map(),
      }
      feed.upstreams = []
      this.of(project).push(feed)
      return feed
    },
    addView(feed, name) {
      const id = guid(seed, streams.createdLater, streams.feed, ++serial)
      const view: FeedView = { id, name, type: 'release', visibility: 'collection' }
      feed.views.push(view)
      return view
    },
    touch(feed) {
      feed.changeToken = ++token
    },
  }
}

function newFeed(
  ids: (...keys: number[]) => string,
  name: string,
  changedAt: number,
): Omit<Feed, 'permissions' | 'changeToken' | 'packages'> {
  const local: FeedView = { id: ids(1), name: 'Local', type: 'implicit', visibility: 'collection' }
  const views: FeedView[] = [
    local,
    { id: ids(2), name: 'Prerelease', type: 'release', visibility: 'private' },
    { id: ids(3), name: 'Release', type: 'release', visibility: 'collection' },
  ]
  const upstreams: UpstreamSource[] = [
    { id: ids(4), name: 'npmjs', protocol: 'npm', location: 'https://registry.npmjs.org/' },
    {
      id: ids(5),
      name: 'NuGet Gallery',
      protocol: 'nuget',
      location: 'https://api.nuget.org/v3/index.json',
    },
  ]
  return {
    id: ids(),
    name,
    upstreams,
    upstreamsChangedAt: changedAt,
    hideDeletedVersions: true,
    badgesEnabled: false,
    views,
    defaultView: local,
  }
}
