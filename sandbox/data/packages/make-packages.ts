import { createBuilds } from '../build/build-data.js'
import type { Build } from '../build/build.js'
import type { Organization } from '../organization.js'
import type { Person } from '../people.js'
import { below, guid, pick, randomStream, streams, type Random } from '../random.js'
import { firstDate, lastDate, workers } from '../work-item-columns.js'
import type { Feed, Package, PackageVersion, Protocol } from './feed.js'

const names: readonly (readonly [protocol: Protocol, name: string])[] = [
  ['NuGet', 'Fabrikam.Billing'],
  ['Npm', '@fabrikam/ui-kit'],
  ['PyPi', 'fabrikam_reports'],
  ['Maven', 'com.fabrikam:billing-core'],
  ['UPack', 'fabrikam-tools'],
  ['Cargo', 'fabrikam-sys'],
  ['NuGet', 'Fabrikam.Größe'],
  ['Npm', 'left-pad'],
]

const files: Readonly<Record<Protocol, (name: string, version: string) => string[]>> = {
  NuGet: (name, version) => [`${name}.${version}.nupkg`],
  Npm: (name, version) => [`${name.split('/').at(-1)}-${version}.tgz`],
  PyPi: (name, version) => [`${name}-${version}-py3-none-any.whl`, `${name}-${version}.tar.gz`],
  Maven: (name, version) => {
    const artifact = name.split(':').at(-1)
    return [`${artifact}-${version}.jar`, `${artifact}-${version}.pom`]
  },
  UPack: () => [],
  Cargo: (name, version) => [`${name}-${version}.crate`],
}

/** The packages of a feed with about nine versions each, in the order of their names' making. */
export function makePackages(
  { seed, people, part, projects }: Organization,
  feed: Feed,
  key: number,
  at: number,
  count: number,
): Map<string, Package> {
  const packages = new Map<string, Package>()
  const project = feed.project ?? projects[0]
  const builds = project
    ? part(createBuilds)
        .of(project)
        .builds.filter(({ live }) => !live)
    : []
  const versions: PackageVersion[] = []
  for (let number = 0; number < count; number++) {
    const random = randomStream(seed, streams.packageVersion, key, at, number)
    const [protocol, base] = names[number % names.length] as (typeof names)[number]
    const round = Math.floor(number / names.length)
    const name = round === 0 ? base : `${base}-${round}`
    const made: Package = {
      id: guid(seed, streams.packageVersion, key, at, number),
      name,
      normalizedName: name.toLowerCase().replaceAll('_', '-'),
      protocol,
      versions: [],
    }
    const wanted = 1 + below(random, 18)
    let publishedAt = Math.floor(firstDate + random() * 300 * 86_400_000)
    for (let version = 0; version < wanted; version++) {
      publishedAt = Math.min(lastDate - 1000, publishedAt + below(random, 60 * 86_400_000))
      const build = builds.length > 0 && random() < 0.5 ? pick(random, builds) : undefined
      const id = guid(seed, streams.packageVersion, key, at, number, version)
      made.versions.push(makeVersion(random, feed, made, id, version, publishedAt, people, build))
    }
    versions.push(...made.versions)
    packages.set(made.id, made)
  }
  // Changes are told in the order they happened.
  const changes = versions.sort((a, b) => (a.deletedAt ?? a.publishedAt) - (b.deletedAt ?? b.publishedAt))
  for (const [place, version] of changes.entries()) version.changeToken = place + 1
  return packages
}

function makeVersion(
  random: Random,
  feed: Feed,
  { name, protocol }: Package,
  id: string,
  number: number,
  publishedAt: number,
  people: readonly Person[],
  build: Build | undefined,
): PackageVersion {
  const version = `${1 + Math.floor(number / 6)}.${number % 6}.0${random() < 0.2 ? '-beta.1+größe' : ''}`
    .normalize('NFD')
    .replace(/[^\x20-\x7e]|\u0308/g, '')
  const upstream = name === 'left-pad' ? feed.upstreams[0] : undefined
  const release = feed.views.find((view) => view.name === 'Release')
  return {
    id,
    version,
    normalized: version.split('+')[0] as string,
    publishedAt,
    publisher: people[below(random, workers)] as Person,
    ...(build && !upstream ? { build } : {}),
    description: random() < 0.5 ? '' : `Größer & besser: "${name}"`,
    tags: random() < 0.3 ? ['billing', 'größe'] : [],
    dependencies:
      random() < 0.4
        ? [
            {
              ...(protocol === 'NuGet' ? { group: '.NETStandard2.0' } : {}),
              name: 'left-pad',
              range: '>= 1.0.0',
            },
          ]
        : [],
    files: files[protocol](name, version),
    views: [feed.defaultView, ...(release && random() < 0.3 ? [release] : [])],
    isListed: random() < 0.95,
    ...(upstream ? { upstream } : {}),
    // The newest stays, so that every package has a version.
    ...(number % 7 === 6 ? { deletedAt: publishedAt + 1000 } : {}),
    changeToken: 0,
  }
}
