import type { Route } from '../route.js'
import { testAttachmentRoutes } from './attachment-endpoints.js'
import { coverageRoutes } from './coverage-endpoints.js'
import { testHistoryRoutes } from './history-endpoints.js'
import { pointRoutes } from './point-endpoints.js'
import { testResultRoutes } from './result-endpoints.js'
import { testRetentionRoutes } from './retention-endpoints.js'
import { testRunRoutes } from './run-endpoints.js'
import { testSessionRoutes } from './session-endpoints.js'
import { suiteCaseRoutes } from './suite-case-endpoints.js'

/** `_apis/test`, and what of it `_apis/testresults` has as well. */
export const testAreaRoutes: readonly Route[] = [
  ...testRunRoutes,
  ...testResultRoutes,
  ...testAttachmentRoutes,
  ...coverageRoutes,
  ...pointRoutes,
  ...suiteCaseRoutes,
  ...testRetentionRoutes,
  ...testSessionRoutes,
  ...testHistoryRoutes,
]
