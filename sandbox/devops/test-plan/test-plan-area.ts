import type { Route } from '../route.js'
import { testCaseRoutes } from './case-endpoints.js'
import { configurationRoutes } from './configuration-endpoints.js'
import { testPlanRoutes } from './plan-endpoints.js'
import { testPointRoutes } from './point-endpoints.js'
import { suiteEntryRoutes } from './suite-entry-endpoints.js'
import { testSuiteRoutes } from './suite-endpoints.js'

/** `_apis/testplan`. */
export const testPlanAreaRoutes: readonly Route[] = [
  ...testPlanRoutes,
  ...testSuiteRoutes,
  ...suiteEntryRoutes,
  ...testCaseRoutes,
  ...testPointRoutes,
  ...configurationRoutes,
]
