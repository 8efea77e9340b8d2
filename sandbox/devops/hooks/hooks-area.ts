import type { Route } from '../route.js'
import { hookCatalogRoutes } from './catalog-endpoints.js'
import { notificationRoutes } from './notification-endpoints.js'
import { subscriptionRoutes } from './subscription-endpoints.js'

/** `_apis/hooks`, which Microsoft's client for Node does not know. */
export const hooksAreaRoutes: readonly Route[] = [
  ...hookCatalogRoutes,
  ...subscriptionRoutes,
  ...notificationRoutes,
]
