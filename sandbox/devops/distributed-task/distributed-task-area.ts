import type { Route } from '../route.js'
import { agentRoutes } from './agent-endpoints.js'
import { deploymentGroupRoutes } from './deployment-group-endpoints.js'
import { environmentRoutes } from './environment-endpoints.js'
import { poolRoutes } from './pool-endpoints.js'
import { queueRoutes } from './queue-endpoints.js'
import { secureFileRoutes } from './secure-file-endpoints.js'
import { targetRoutes } from './target-endpoints.js'
import { taskRoutes } from './task-endpoints.js'
import { taskGroupRoutes } from './task-group-endpoints.js'
import { variableGroupRoutes } from './variable-group-endpoints.js'

/** `_apis/distributedtask`. */
export const distributedTaskRoutes: readonly Route[] = [
  ...poolRoutes,
  ...agentRoutes,
  ...queueRoutes,
  ...variableGroupRoutes,
  ...taskGroupRoutes,
  ...environmentRoutes,
  ...deploymentGroupRoutes,
  ...targetRoutes,
  ...secureFileRoutes,
  ...taskRoutes,
]
