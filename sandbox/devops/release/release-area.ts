import type { Route } from '../route.js'
import { deploymentRoutes } from './deployment-endpoints.js'
import { releaseApprovalRoutes } from './release-approval-endpoints.js'
import { releaseDefinitionRoutes } from './release-definition-endpoints.js'
import { releaseRoutes } from './release-endpoints.js'
import { releaseFolderRoutes } from './release-folder-endpoints.js'

/** `_apis/release`: classic releases. */
export const releaseAreaRoutes: readonly Route[] = [
  ...releaseRoutes,
  ...releaseDefinitionRoutes,
  ...releaseApprovalRoutes,
  ...deploymentRoutes,
  ...releaseFolderRoutes,
]
