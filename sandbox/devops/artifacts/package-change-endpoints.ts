import type { Feed } from '../../data/packages/feed.js'
import { flag, wholeNumber } from '../query-parameters.js'
import type { EndpointCall, Route } from '../route.js'
import { feedAnswer, feedUrl } from './feed-answer.js'
import { feedRoute, feedsOf, findFeed } from './find-feed.js'
import { packageAnswer, versionAnswer } from './package-answer.js'

/** Changes of one answer, unless asked for otherwise, and most of them (facts 6). */
const batchSize = 1000
const mostChanges = 2000

/** Changes of feeds and of packages since a token, which stands in the body (facts 6). */
export const packageChangeRoutes: readonly Route[] = [
  feedRoute('GET', 'feedchanges', (call) => {
    const { after, length } = asked(call)
    const withDeleted = flag(call, 'includeDeleted')
    const all = feedsOf(call)
      .filter(({ changeToken, deletedAt }) => changeToken > after && (withDeleted || deletedAt === undefined))
      .sort((a, b) => a.changeToken - b.changeToken)
    const page = all.slice(0, length)
    return {
      status: 200,
      body: {
        count: page.length,
        feedChanges: page.map((feed) => feedChange(call, feed)),
        nextFeedContinuationToken: page.at(-1)?.changeToken ?? after,
        _links: next(`${call.base}/_apis/Packaging/FeedChanges`, page.at(-1)?.changeToken ?? after),
      },
    }
  }),
  feedRoute('GET', 'feedchanges/{feedId}', (call) => ({
    status: 200,
    body: feedChange(call, findFeed(call)),
  })),
  feedRoute('GET', 'Feeds/{feedId}/packagechanges', (call) => {
    const feed = findFeed(call)
    const { after, length } = asked(call)
    const all = [...feed.packages().values()]
      .flatMap((one) => one.versions.map((version) => ({ one, version })))
      .filter(({ version }) => version.changeToken > after)
      .sort((a, b) => a.version.changeToken - b.version.changeToken)
    const page = all.slice(0, length)
    const token = page.at(-1)?.version.changeToken ?? after
    return {
      status: 200,
      body: {
        count: page.length,
        nextPackageContinuationToken: token,
        packageChanges: page.map(({ one, version }) => ({
          package: packageAnswer(call, feed, one, [version], { urls: true, description: false }),
          packageVersionChange: {
            changeType: version.deletedAt === undefined ? 'addOrUpdate' : 'delete',
            continuationToken: version.changeToken,
            // Changes leave the other versions out.
            packageVersion: { ...versionAnswer(call, feed, one, version, true), otherVersions: [] },
          },
        })),
        _links: next(`${feedUrl(call, feed)}/PackageChanges`, token),
      },
    }
  }),
]

function asked(call: EndpointCall): { after: number; length: number } {
  return {
    after: wholeNumber(call, 'continuationToken', 0, 0),
    length: Math.min(wholeNumber(call, 'batchSize', 1, batchSize), mostChanges),
  }
}

function feedChange(call: EndpointCall, feed: Feed) {
  const tokens = [...feed.packages().values()].flatMap(({ versions }) =>
    versions.map(({ changeToken }) => changeToken),
  )
  return {
    changeType: feed.deletedAt === undefined ? 'addOrUpdate' : 'delete',
    feed: feedAnswer(call, feed),
    feedContinuationToken: feed.changeToken,
    latestPackageContinuationToken: tokens.reduce((most, token) => Math.max(most, token), 0),
  }
}

function next(url: string, token: number) {
  return { next: { href: `${url}?continuationToken=${token}` } }
}
