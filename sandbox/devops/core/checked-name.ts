import { DevOpsError } from '../devops-error.js'

/** Characters that names of projects and teams must not hold (Azure DevOps docs, "Naming restrictions and conventions"). */
const forbidden = /[\\/:*?"<>|;#$*{},+=[\]\p{Cc}]/u

/** A name from a body, trimmed; a 400 when it cannot be one (type keys and words unconfirmed). */
export function checkedName(value: unknown, kind: 'project' | 'team'): string {
  const name = typeof value === 'string' ? value.trim() : ''
  const good =
    name !== '' && name.length <= 64 && !forbidden.test(name) && !/^[_.]|\.$/.test(name) && name !== '..'
  if (good) return name
  throw kind === 'project'
    ? new DevOpsError(
        400,
        'Microsoft.TeamFoundation.Core.WebApi.InvalidProjectNameException',
        `VS800072: The following project name is not valid: ${name}. It must have 1 to 64 characters, ` +
          'and some punctuation characters are not allowed.',
      )
    : new DevOpsError(
        400,
        'Microsoft.Azure.Devops.Teams.Service.InvalidTeamNameException',
        `The team name '${name}' is not valid. It must have 1 to 64 characters, ` +
          'and some punctuation characters are not allowed.',
      )
}
