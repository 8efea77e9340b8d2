import type { Route } from '../route.js'
import { wikiPageRoutes } from './page-endpoints.js'
import { pageViewRoutes } from './page-view-endpoints.js'
import { wikiAttachmentRoutes } from './wiki-attachment-endpoint.js'
import { wikiRoutes } from './wiki-endpoints.js'

/** `_apis/wiki`. */
export const wikiAreaRoutes: readonly Route[] = [
  ...wikiRoutes,
  ...wikiPageRoutes,
  ...pageViewRoutes,
  ...wikiAttachmentRoutes,
]
