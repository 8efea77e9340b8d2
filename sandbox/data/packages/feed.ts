import type { Build } from '../build/build.js'
import type { Person } from '../people.js'
import type { Project } from '../projects.js'

export type Protocol = 'NuGet' | 'Npm' | 'PyPi' | 'Maven' | 'UPack' | 'Cargo'
export type FeedRole = 'none' | 'reader' | 'collaborator' | 'contributor' | 'administrator'

/** A part of a feed's versions that readers can ask for, as `@Release`. */
export interface FeedView {
  id: string
  name: string
  type: 'release' | 'implicit'
  visibility: 'private' | 'collection' | 'organization' | 'aadTenant'
}

export interface UpstreamSource {
  id: string
  name: string
  protocol: string
  location: string
}

/** A feed of packages. Dates are milliseconds since 1970 everywhere. */
export interface Feed {
  id: string
  name: string
  /** Absent for feeds of the whole organization. */
  project?: Project
  /** Absent for some. */
  description?: string
  upstreams: UpstreamSource[]
  upstreamsChangedAt: number
  hideDeletedVersions: boolean
  badgesEnabled: boolean
  views: FeedView[]
  defaultView: FeedView
  permissions: Map<Person, FeedRole>
  retention?: { countLimit: number; daysToKeep: number; ageLimitInDays?: number }
  /** Grows with every change of the feed itself. */
  changeToken: number
  deletedAt?: number
  /** By id; made when first asked for. */
  packages(): ReadonlyMap<string, Package>
}

export interface Package {
  id: string
  name: string
  normalizedName: string
  protocol: Protocol
  /** Oldest first; deleted ones included. */
  versions: PackageVersion[]
}

export interface PackageVersion {
  id: string
  version: string
  normalized: string
  publishedAt: number
  publisher: Person
  /** The build that published it; absent for those of people and upstreams. */
  build?: Build
  description: string
  tags: string[]
  dependencies: { group?: string; name: string; range: string }[]
  files: string[]
  views: FeedView[]
  isListed: boolean
  /** From an upstream source, not published here. */
  upstream?: UpstreamSource
  deletedAt?: number
  /** Its place in the feed's changes; deletion gives it a later one. */
  changeToken: number
}

/** Newest version that is not deleted. */
export function latestVersion({ versions }: Package): PackageVersion | undefined {
  return versions.findLast(({ deletedAt }) => deletedAt === undefined)
}
