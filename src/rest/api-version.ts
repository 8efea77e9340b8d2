/**
 * The `api-version` to send: the connection's API Version, adapted to the resource (facts 2.1, 2.2; "REST API
 * versioning", Azure DevOps docs). `preview`: the resource version of an endpoint that exists as preview only.
 *
 * | API Version    | released endpoint | preview-only endpoint, 3 |
 * |----------------|-------------------|--------------------------|
 * | 7.0            | 7.0               | 7.0-preview.3            |
 * | 7.0-preview    | 7.0-preview       | 7.0-preview.3            |
 * | 7.1-preview.2  | 7.1-preview       | 7.1-preview.3            |
 *
 * The last line: a preview number counts per resource, and one that is too high is refused, so the number of the
 * setting, which cannot be right for every resource, gives way to "the newest preview of each".
 */
export function apiVersionFor(setting: string, preview?: number): string {
  const parts = /^(\d+\.\d+)(-preview)?(\.\d+)?$/.exec(setting.trim())
  if (parts === null) return setting
  if (preview !== undefined) return `${parts[1]}-preview.${preview}`
  return `${parts[1]}${parts[2] ?? ''}`
}
