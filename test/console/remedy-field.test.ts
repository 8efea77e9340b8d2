import { describe, expect, it } from 'vitest'
import { byEntraCode } from '../../src/auth/sign-in-refusals.js'
import { describeWays } from '../../src/console/describe-ways.js'
import { parseConnection } from '../../src/settings/connection.js'
import { remedyField } from '../../web/src/connections/remedy-field.js'

const fieldsOf = (auth: string) => describeWays().find((way) => way.auth === auth)!.fields
const keyOf = (message: string, hint = '', auth = 'AppCredentials') =>
  remedyField(fieldsOf(auth), { message, hint })?.key

describe('the field an error is about', () => {
  it.each([
    [
      'Default Project "Client ID" does not exist, or the identity may not see it.',
      'Set Project to one.',
      'Project',
    ],
    [
      'GET /_apis/projects: http://127.0.0.1:9 could not be reached.',
      'Check Service URL for typing errors.',
      'Url',
    ],
    ['The sign-in was refused: Client Secret is wrong: it is not for this Client ID.', '', 'ClientSecret'],
    ['The client certificate file /a cannot be used.', 'Set ClientCertificatePath.', 'ClientCertificatePath'],
    ['Nobody consented.', 'Repeat step 4 (Map the App to Azure DevOps Organization).', undefined],
    ['It failed.', '', undefined],
  ])('of %j with the remedy %j is %s', (message, hint, key) => {
    expect(keyOf(message, hint)).toBe(key)
  })

  it('is one of the way of signing in', () => {
    const message = 'fabrikam refuses the Personal Access Token: it has expired.'
    expect(keyOf(message, 'Make a new one.', 'Pat')).toBe('PersonalAccessToken')
    expect(keyOf(message, 'Make a new one.')).toBeUndefined()
  })

  it('is found for every refusal of the identity provider that names one', () => {
    const connection = parseConnection('box', {
      Auth: 'AppCredentials',
      TokenUrl: 'https://login.example/Scopes/token',
      ClientId: 'Scopes',
      ClientSecret: 'x-secret',
      Organization: 'x',
    })
    const keys = [7000222, 700016, 90002, 70011, 65001].map((code) => {
      const { what } = byEntraCode[code]!
      return keyOf(`The sign-in was refused: ${typeof what === 'string' ? what : what(connection)}.`)
    })
    expect(keys).toEqual(['ClientSecret', 'ClientId', 'TokenUrl', 'Scope', undefined])
  })
})
