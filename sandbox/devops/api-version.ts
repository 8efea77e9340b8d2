import type { IncomingHttpHeaders } from 'node:http'
import { DevOpsError } from './devops-error.js'

export interface ApiVersion {
  text: string
  major: number
  minor: number
  preview: boolean
  /** The N of -preview.N. */
  resource?: number
}

/** What a resource accepts: released resources take plain versions, the others only previews (facts 2.2). */
export interface ResourceVersions {
  previewOnly: boolean
  /** The highest N of -preview.N. */
  latestPreview: number
}

/** Newest and oldest version served, as number major * 100 + minor; the newest as Azure DevOps Server 2022.1 (facts 2.1). */
const newest = 701
const oldest = 500
const space = 'Microsoft.VisualStudio.Services.WebApi'

/** The version asked for in the query or in the Accept header; undefined when neither names one. */
export function requestedVersion(
  query: URLSearchParams,
  headers: IncomingHttpHeaders,
): ApiVersion | undefined {
  const fromQuery = [...query].find(([key]) => key.toLowerCase() === 'api-version')?.[1]
  const text = fromQuery ?? /;\s*api-version\s*=\s*"?([^;",\s]*)/i.exec(headers.accept ?? '')?.[1]
  return text === undefined ? undefined : parseVersion(text)
}

/** Reads e.g. 7.1, 7.1-preview or 7.1-preview.3; anything else is a 400 whose type key is unconfirmed (facts 8.5). */
export function parseVersion(text: string): ApiVersion {
  const parts = /^(\d{1,3})\.(\d{1,3})(-preview(?:\.(\d{1,3}))?)?$/i.exec(text)
  if (!parts) {
    const form = '{Major}.{Minor}[-preview[.{ResourceVersion}]]'
    throw new DevOpsError(
      400,
      `${space}.VssInvalidApiVersionStringException`,
      `Invalid api version string: "${text}". Api version string must be in the format: ${form}.`,
    )
  }
  return {
    text,
    major: Number(parts[1]),
    minor: Number(parts[2]),
    preview: parts[3] !== undefined,
    ...(parts[4] === undefined ? {} : { resource: Number(parts[4]) }),
  }
}

/** Holds a request's version against what its resource accepts, in the service's words (facts 2.3). */
export function checkVersion(
  version: ApiVersion | undefined,
  method: string,
  resource: ResourceVersions,
): void {
  if (!version) {
    if (method === 'GET' || method === 'HEAD' || method === 'OPTIONS') return
    throw new DevOpsError(
      400,
      `${space}.VssVersionNotSpecifiedException`,
      `No api-version was supplied for the "${method}" request. The version must be supplied either as part of the ` +
        'Accept header (e.g. "application/json; api-version=1.0") or as a query parameter (e.g. "?api-version=1.0").',
    )
  }
  const number = version.major * 100 + version.minor
  if (number > newest || number < oldest) {
    throw outOfRange(
      number > newest
        ? `The requested REST API version of ${version.text} is out of range for this server. ` +
            'The latest REST API version this server supports is 7.1.'
        : `The requested REST API version of ${version.text} is out of range for the sandbox, which serves 5.0 to 7.1.`,
    )
  }
  if (!version.preview && resource.previewOnly) {
    throw new DevOpsError(
      400,
      `${space}.VssInvalidPreviewVersionException`,
      `The requested version "${version.text}" of the resource is under preview. The -preview flag must be supplied ` +
        `in the api-version for such requests. For example: "${version.text}-preview"`,
    )
  }
  if (version.resource !== undefined && version.resource > resource.latestPreview) {
    throw outOfRange(
      `The requested REST API version of ${version.text} is out of range for this resource. ` +
        `The latest preview of it is 7.1-preview.${resource.latestPreview}.`,
    )
  }
}

function outOfRange(message: string): DevOpsError {
  return new DevOpsError(400, `${space}.VssVersionOutOfRangeException`, message)
}
