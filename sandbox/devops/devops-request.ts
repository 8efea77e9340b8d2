import type { IncomingHttpHeaders } from 'node:http'

/** Whom the server found behind the credential of a request: a member of the organization. */
export interface DevOpsIdentity {
  id: string
  displayName: string
  uniqueName: string
}

/** One authenticated request to the organization, as the server hands it to the endpoints. */
export interface DevOpsRequest {
  method: string
  /** Path after /{organization}, starts with /, not decoded. */
  path: string
  /** Whether the address had no organization, as those of accounts and profiles (facts 1.1). */
  deployment?: boolean
  query: URLSearchParams
  headers: IncomingHttpHeaders
  body: Buffer
  identity: DevOpsIdentity
}

/** What an endpoint answers; the server adds the headers every answer carries. */
export interface DevOpsAnswer {
  status: number
  headers?: Record<string, string>
  /** JSON value; absent means no body. */
  body?: unknown
  /** In place of JSON, e.g. a file; its type stands in the headers. */
  content?: Buffer | string
}

/** The Azure DevOps side of the sandbox, after authentication. */
export interface DevOps {
  handle(request: DevOpsRequest): Promise<DevOpsAnswer> | DevOpsAnswer
}
