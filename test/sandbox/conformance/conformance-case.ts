import type { Client } from '../devops-client.js'

/** One request that a published OpenAPI file describes, and that the sandbox must answer as it says. */
export interface ConformanceCase {
  /** File below ../shared/specs, e.g. `git/git.json`. */
  specification: string
  method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** Path in that file without `/{organization}` and without any query, e.g. `/{project}/_apis/git/repositories/{repositoryId}`; undefined for what no file describes. */
  operation: string | undefined
  /** Address after the organization, api-version included where it is needed. May send requests first, e.g. to create what is then deleted. */
  address: string | ((box: Client) => string | Promise<string>)
  body?: unknown
  /** In place of `body`, when it depends on the data. */
  makeBody?: (box: Client) => unknown
  /** application/json unless given; sent with a body only. */
  contentType?: string
  /** Status to expect; 200 unless given. */
  status?: number
  /** The address has no organization (accounts and profiles). */
  deployment?: boolean
}
