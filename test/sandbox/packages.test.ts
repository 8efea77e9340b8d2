import { beforeAll, describe, expect, test } from 'vitest'
import { createBuilds } from '../../sandbox/data/build/build-data.js'
import type { Feed } from '../../sandbox/data/packages/feed.js'
import { createFeeds } from '../../sandbox/data/packages/feeds.js'
import { client, type Client, type Json } from './devops-client.js'

const v = 'api-version=7.1'
const feed = '/_apis/packaging/Feeds/fabrikam'
let box: Client
beforeAll(() => {
  box = client({ seed: 5, projects: 4, workItems: 100 })
})
const data = (): Feed => box.organization.part(createFeeds).of(undefined)[0] as Feed
const versions = () => [...data().packages().values()].flatMap((one) => one.versions)

describe('feeds', () => {
  test('of the organization and of projects are apart', async () => {
    const all = await box.get(`/_apis/packaging/feeds?${v}`)
    expect(all.body.value.map(({ name }: Json) => name)).toEqual(['fabrikam', 'empty-feed'])
    expect(all.body.value[0]).not.toHaveProperty('project')
    const own = await box.get(`/Fabrikam%20Fiber/_apis/packaging/feeds?${v}`)
    expect(own.body.value[0].project.name).toBe('Fabrikam Fiber')
    expect((await box.get(`/_apis/packaging/feeds/${own.body.value[0].id}?${v}`)).status).toBe(404)
  })

  test('that are deleted are in the recycle bin until they are restored', async () => {
    const made = await box.post(`/_apis/packaging/feeds?${v}`, { name: 'short-lived' })
    expect(made.status).toBe(201)
    expect((await box.post(`/_apis/packaging/feeds?${v}`, { name: 'Short-Lived' })).status).toBe(409)
    await box.send('DELETE', `/_apis/packaging/feeds/short-lived?${v}`, {})
    expect((await box.get(`/_apis/packaging/feeds/short-lived?${v}`)).status).toBe(404)
    const bin = await box.get(`/_apis/packaging/feedrecyclebin?${v}`)
    expect(bin.body.value.map(({ name }: Json) => name)).toContain('short-lived')
    const restore = JSON.stringify([{ op: 'replace', path: '/isDeleted', value: false }])
    const type = { 'content-type': 'application/json-patch+json' }
    await box.send('PATCH', `/_apis/packaging/feedrecyclebin/short-lived?${v}`, type, restore)
    expect((await box.get(`/_apis/packaging/feeds/short-lived?${v}`)).status).toBe(200)
  })

  test('tell their changes after a token in the body', async () => {
    const first = await box.get(`/_apis/packaging/feedchanges?${v}`)
    const token = first.body.nextFeedContinuationToken
    const none = await box.get(`/_apis/packaging/feedchanges?continuationToken=${token}&${v}`)
    expect(none.body).toMatchObject({ count: 0, nextFeedContinuationToken: token })
    const body = JSON.stringify({ description: 'Anders' })
    await box.send(
      'PATCH',
      `/_apis/packaging/feeds/fabrikam?${v}`,
      { 'content-type': 'application/json' },
      body,
    )
    const after = await box.get(`/_apis/packaging/feedchanges?continuationToken=${token}&${v}`)
    expect(after.body.feedChanges.map((change: Json) => change.feed.name)).toEqual(['fabrikam'])
  })
})

describe('packages', () => {
  test('come by $top and $skip, with their latest version or all', async () => {
    const page = await box.get(`${feed}/packages?$top=100&${v}`)
    const rest = await box.get(`${feed}/packages?$top=100&$skip=100&${v}`)
    expect([page.body.count, rest.body.count]).toEqual([100, 30])
    for (const { versions: shown } of page.body.value) expect(shown).toMatchObject([{ isLatest: true }])
    const all = await box.get(`${feed}/packages?includeAllVersions=true&includeDeleted=true&${v}`)
    const shown = all.body.value.reduce((sum: number, one: Json) => sum + one.versions.length, 0)
    expect(shown).toBe(versions().length)
  })

  test('are found by protocol and part of the name', async () => {
    const { body } = await box.get(`${feed}/packages?protocolType=npm&packageNameQuery=UI-KIT&${v}`)
    expect(body.count).toBeGreaterThan(1)
    for (const one of body.value) expect(one).toMatchObject({ protocolType: 'Npm' })
    expect((await box.get(`${feed}/packages?isRelease=true&${v}`)).status).toBe(501)
  })

  test('tell their changes in batches of at most 2,000 after a token in the body, each version once', async () => {
    const seen: string[] = []
    let token = 0
    let count: number
    do {
      const { body } = await box.get(`${feed}/packagechanges?continuationToken=${token}&${v}`)
      count = body.count
      expect(count).toBeLessThanOrEqual(1000)
      seen.push(...body.packageChanges.map((change: Json) => change.packageVersionChange.packageVersion.id))
      token = body.nextPackageContinuationToken
    } while (count > 0)
    expect(seen.length).toBeGreaterThan(1000)
    expect(seen.sort()).toEqual(
      versions()
        .map(({ id }) => id)
        .sort(),
    )
  })

  test('say which build they come from, and the build exists', async () => {
    const one = [...data().packages().values()].find((own) => own.versions.some(({ build }) => build))!
    const version = one.versions.find(({ build }) => build)!
    const { body } = await box.get(
      `${feed}/packages/${one.id}/versions/${version.id}/provenance?${v}-preview.1`,
    )
    const build = box.organization.part(createBuilds).build(Number(body.provenance.data['Build.BuildId']))
    expect(build?.number).toBe(body.provenance.data['Build.BuildNumber'])
  })

  test('keep deleted versions in the recycle bin', async () => {
    const { body } = await box.get(`${feed}/RecycleBin/Packages?$top=1&${v}`)
    const [one] = body.value
    const deleted = await box.get(`${feed}/RecycleBin/Packages/${one.id}/Versions?${v}`)
    expect(deleted.body.value[0]).toHaveProperty('scheduledPermanentDeleteDate')
    const present = await box.get(`${feed}/packages/${one.id}/versions?${v}`)
    const ids = present.body.value.map(({ id }: Json) => id)
    expect(ids).not.toContain(deleted.body.value[0].id)
  })
})
