import type { Package } from '../../../sandbox/data/packages/feed.js'
import { createFeeds } from '../../../sandbox/data/packages/feeds.js'
import type { Client } from '../devops-client.js'
import type { ConformanceCase } from './conformance-case.js'

const path = '/_apis/packaging'
const version = 'api-version=7.1'
const at = '/{project}/_apis/packaging'
const feed = `${path}/Feeds/fabrikam`

let serial = 0
async function newFeed(box: Client): Promise<string> {
  const answer = await box.post(`${path}/feeds?${version}`, { name: `made-${++serial}` })
  return String(answer.body.id)
}
async function deletedFeed(box: Client): Promise<string> {
  const id = await newFeed(box)
  await box.send('DELETE', `${path}/feeds/${id}?${version}`, {})
  return id
}
async function newView(box: Client): Promise<string> {
  const answer = await box.post(`${feed}/views?${version}`, { name: `View${++serial}`, type: 'release' })
  return `${feed}/views/${answer.body.id}`
}
const packages = (box: Client): Package[] => [
  ...(box.organization.part(createFeeds).of(undefined)[0]?.packages().values() ?? []),
]
const first = (box: Client): Package => packages(box)[0] as Package
const withDeleted = (box: Client): Package =>
  packages(box).find(({ versions }) => versions.some(({ deletedAt }) => deletedAt !== undefined)) as Package
const deletedVersion = (box: Client) =>
  withDeleted(box).versions.find(({ deletedAt }) => deletedAt !== undefined)?.id

function one(
  method: ConformanceCase['method'],
  operation: string,
  address: (box: Client) => string | Promise<string>,
  more: Partial<ConformanceCase> = {},
): ConformanceCase {
  return {
    specification: 'artifacts/feed.json',
    method,
    operation: `${at}/${operation}`,
    address: async (box) => {
      const text = await address(box)
      return `${text}${text.includes('?') ? '&' : '?'}${version}`
    },
    ...more,
  }
}

const below = 'Feeds/{feedId}'
const bin = `${below}/RecycleBin/Packages`

export const artifactsCases: readonly ConformanceCase[] = [
  one('GET', 'feeds', () => `${path}/feeds`),
  one('GET', 'feeds', () => `/Fabrikam%20Fiber${path}/feeds`),
  one('POST', 'feeds', () => `${path}/feeds`, {
    body: { name: 'new-feed', description: 'Neu' },
    status: 201,
  }),
  one('GET', 'feeds/{feedId}', () => `${path}/feeds/fabrikam`),
  one('PATCH', 'feeds/{feedId}', async (box) => `${path}/feeds/${await newFeed(box)}`, {
    body: { description: 'Changed', badgesEnabled: true },
  }),
  one('DELETE', 'feeds/{feedId}', async (box) => `${path}/feeds/${await newFeed(box)}`, { status: 204 }),
  one('GET', 'feedrecyclebin', () => `${path}/feedrecyclebin`),
  one('PATCH', 'feedrecyclebin/{feedId}', async (box) => `${path}/feedrecyclebin/${await deletedFeed(box)}`, {
    body: [{ op: 'replace', path: '/isDeleted', value: false }],
    contentType: 'application/json-patch+json',
    status: 204,
  }),
  one(
    'DELETE',
    'feedrecyclebin/{feedId}',
    async (box) => `${path}/feedrecyclebin/${await deletedFeed(box)}`,
    {
      status: 204,
    },
  ),
  one('GET', 'feedchanges', () => `${path}/feedchanges?includeDeleted=true`),
  one('GET', 'feedchanges/{feedId}', () => `${path}/feedchanges/fabrikam`),
  one('GET', `${below}/packagechanges`, () => `${feed}/packagechanges?batchSize=50&continuationToken=10`),
  one('GET', `${below}/packages`, () => `${feed}/packages?includeAllVersions=true&includeDescription=true`),
  one('GET', `${below}/packages/{packageId}`, (box) => `${feed}/packages/${first(box).id}`),
  one('GET', `${below}/Packages/{packageId}/versions`, (box) => `${feed}/packages/${first(box).id}/versions`),
  one(
    'GET',
    `${below}/Packages/{packageId}/versions/{packageVersionId}`,
    (box) => `${feed}/packages/${first(box).id}/versions/${first(box).versions[0]?.id}`,
  ),
  {
    specification: 'artifacts/feed.json',
    method: 'GET',
    operation: `${at}/${below}/Packages/{packageId}/Versions/{packageVersionId}/provenance`,
    address: (box) =>
      `${feed}/packages/${first(box).id}/versions/${first(box).versions[0]?.id}/provenance?${version}-preview.1`,
  },
  one('GET', bin, () => `${feed}/RecycleBin/Packages`),
  one('GET', `${bin}/{packageId}`, (box) => `${feed}/RecycleBin/Packages/${withDeleted(box).id}`),
  one(
    'GET',
    `${bin}/{packageId}/Versions`,
    (box) => `${feed}/RecycleBin/Packages/${withDeleted(box).id}/Versions`,
  ),
  one(
    'GET',
    `${bin}/{packageId}/Versions/{packageVersionId}`,
    (box) => `${feed}/RecycleBin/Packages/${withDeleted(box).id}/Versions/${deletedVersion(box)}`,
  ),
  one('POST', `${below}/packagemetricsbatch`, () => `${feed}/packagemetricsbatch`, {
    makeBody: (box) => ({ packageIds: packages(box).map(({ id }) => id) }),
  }),
  one(
    'POST',
    `${below}/Packages/{packageId}/versionmetricsbatch`,
    (box) => `${feed}/Packages/${first(box).id}/versionmetricsbatch`,
    { makeBody: (box) => ({ packageVersionIds: first(box).versions.map(({ id }) => id) }) },
  ),
  one('GET', `${below}/views`, () => `${feed}/views`),
  one('GET', `${below}/views/{viewId}`, () => `${feed}/views/Release`),
  one('POST', `${below}/views`, () => `${feed}/views`, {
    body: { name: 'Test', type: 'release' },
    status: 201,
  }),
  one('PATCH', `${below}/views/{viewId}`, newView, { body: { visibility: 'organization' } }),
  one('DELETE', `${below}/views/{viewId}`, newView, { status: 204 }),
  one('GET', `${below}/permissions`, () => `${feed}/permissions?includeIds=true`),
  one('PATCH', `${below}/permissions`, () => `${feed}/permissions`, {
    makeBody: (box) => [{ role: 'contributor', identityId: box.organization.people[5]?.id }],
  }),
  one('GET', `${below}/retentionpolicies`, () => `${feed}/retentionpolicies`),
  one('PUT', `${below}/retentionpolicies`, () => `${feed}/retentionpolicies`, {
    body: { countLimit: 20, daysToKeepRecentlyDownloadedPackages: 30 },
  }),
  one('DELETE', `${below}/retentionpolicies`, () => `${feed}/retentionpolicies`, { status: 204 }),
  one('GET', '', () => `${path}/globalpermissions`, { operation: '/_apis/packaging/globalpermissions' }),
]
