import type { Route } from '../route.js'
import { artifactRoutes } from './artifact-endpoints.js'
import { buildRoutes } from './build-endpoints.js'
import { changeRoutes } from './change-endpoints.js'
import { definitionRoutes } from './definition-endpoints.js'
import { folderRoutes } from './folder-endpoints.js'
import { leaseRoutes } from './lease-endpoints.js'
import { logRoutes } from './log-endpoints.js'
import { propertyRoutes } from './property-endpoints.js'
import { settingsRoutes } from './settings-endpoints.js'
import { statusRoutes } from './status-endpoints.js'
import { tagRoutes } from './tag-endpoints.js'
import { timelineRoutes } from './timeline-endpoints.js'

/** `_apis/build`. */
export const buildAreaRoutes: readonly Route[] = [
  ...buildRoutes,
  ...timelineRoutes,
  ...logRoutes,
  ...artifactRoutes,
  ...changeRoutes,
  ...tagRoutes,
  ...propertyRoutes,
  ...leaseRoutes,
  ...definitionRoutes,
  ...folderRoutes,
  ...statusRoutes,
  ...settingsRoutes,
]
