import type { Route } from '../route.js'
import { dashboardRoutes } from './dashboard-endpoints.js'
import { widgetRoutes } from './widget-endpoints.js'
import { widgetTypeRoutes } from './widget-type-endpoints.js'

/** `_apis/dashboard`. */
export const dashboardAreaRoutes: readonly Route[] = [
  ...dashboardRoutes,
  ...widgetRoutes,
  ...widgetTypeRoutes,
]
