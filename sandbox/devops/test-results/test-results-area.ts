import type { Route } from '../route.js'
import { resultsOfBuildRoutes } from './build-endpoints.js'
import { failureTypeRoutes } from './failure-type-endpoints.js'
import { resultMetadataRoutes } from './metadata-endpoints.js'
import { testTagRoutes } from './tag-endpoints.js'
import { resultTrendRoutes } from './trend-endpoints.js'

/** What `_apis/testresults` has beyond `_apis/test`. */
export const testResultsAreaRoutes: readonly Route[] = [
  ...resultsOfBuildRoutes,
  ...resultTrendRoutes,
  ...testTagRoutes,
  ...failureTypeRoutes,
  ...resultMetadataRoutes,
]
