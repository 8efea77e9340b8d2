import type { Route } from '../route.js'
import { feedRoutes } from './feed-endpoints.js'
import { feedSettingRoutes } from './feed-setting-endpoints.js'
import { packageChangeRoutes } from './package-change-endpoints.js'
import { packageRoutes } from './package-endpoints.js'
import { packageMetricRoutes } from './package-metric-endpoints.js'

/** `_apis/packaging`, which Microsoft's client for Node does not know. */
export const artifactsAreaRoutes: readonly Route[] = [
  ...feedRoutes,
  ...feedSettingRoutes,
  ...packageRoutes,
  ...packageChangeRoutes,
  ...packageMetricRoutes,
]
