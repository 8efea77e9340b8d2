/**
 * The Authorization header of a Personal Access Token: Basic with an empty user name (facts 3.1; "Use personal access
 * tokens", Azure DevOps docs).
 */
export function patAuthorization(personalAccessToken: string): string {
  return `Basic ${Buffer.from(`:${personalAccessToken}`, 'utf8').toString('base64')}`
}
