import type { Route } from '../route.js'
import { annotatedTagRoutes } from './annotated-tag-endpoints.js'
import { branchRoutes } from './branch-endpoints.js'
import { commitRoutes } from './commit-endpoints.js'
import { commitStatusRoutes } from './commit-status-endpoints.js'
import { diffRoutes } from './diff-endpoints.js'
import { itemRoutes } from './item-endpoints.js'
import { iterationRoutes } from './iteration-endpoints.js'
import { labelRoutes } from './label-endpoints.js'
import { objectRoutes } from './object-endpoints.js'
import { pullRequestRoutes } from './pull-request-endpoints.js'
import { pullRequestPropertyRoutes } from './pull-request-property-endpoints.js'
import { pullRequestStatusRoutes } from './pull-request-status-endpoints.js'
import { pushRoutes } from './push-endpoints.js'
import { recycleBinRoutes } from './recycle-bin-endpoints.js'
import { refRoutes } from './ref-endpoints.js'
import { repositoryRoutes } from './repository-endpoints.js'
import { reviewerRoutes } from './reviewer-endpoints.js'
import { threadRoutes } from './thread-endpoints.js'

/** All of git: repositories, what is in them, pull requests. */
export const gitRoutes: readonly Route[] = [
  ...repositoryRoutes,
  ...recycleBinRoutes,
  ...refRoutes,
  ...branchRoutes,
  ...annotatedTagRoutes,
  ...commitRoutes,
  ...commitStatusRoutes,
  ...pushRoutes,
  ...itemRoutes,
  ...objectRoutes,
  ...diffRoutes,
  ...pullRequestRoutes,
  ...reviewerRoutes,
  ...threadRoutes,
  ...iterationRoutes,
  ...labelRoutes,
  ...pullRequestStatusRoutes,
  ...pullRequestPropertyRoutes,
]
