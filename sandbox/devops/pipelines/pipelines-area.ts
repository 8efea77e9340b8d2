import { approvalRoutes } from '../approvals/approval-endpoints.js'
import { checkRoutes } from '../approvals/check-endpoints.js'
import { pipelinePermissionRoutes } from '../approvals/pipeline-permission-endpoints.js'
import type { Route } from '../route.js'
import { pipelineRoutes } from './pipeline-endpoints.js'
import { runRoutes } from './run-endpoints.js'
import { runOutputRoutes } from './run-output-endpoints.js'

/** `_apis/pipelines`: pipelines and runs, approvals, checks and permissions. */
export const pipelinesAreaRoutes: readonly Route[] = [
  ...pipelineRoutes,
  ...runRoutes,
  ...runOutputRoutes,
  ...approvalRoutes,
  ...checkRoutes,
  ...pipelinePermissionRoutes,
]
