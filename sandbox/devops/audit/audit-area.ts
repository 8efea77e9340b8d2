import type { Route } from '../route.js'
import { auditLogRoutes } from './audit-log-endpoints.js'
import { auditStreamRoutes } from './audit-stream-endpoints.js'

/** `_apis/audit`, which Microsoft's client for Node does not know. */
export const auditAreaRoutes: readonly Route[] = [...auditLogRoutes, ...auditStreamRoutes]
