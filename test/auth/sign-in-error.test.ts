import { describe, expect, test } from 'vitest'
import { signInError } from '../../src/auth/sign-in-error.js'
import { byEntraCode, byOAuthError } from '../../src/auth/sign-in-refusals.js'
import type { Connection } from '../../src/settings/connection.js'
import { appConnection, entraError } from './token-server.js'
import { userConnection } from './user-connection.js'

const url = 'https://login.example/tenant/oauth2/v2.0/token'
const app = appConnection(url)
const user = userConnection(url)
const secretUser = userConnection(url, { clientSecret: 'the-client-secret' })
const certificate = appConnection(url, { clientSecret: undefined, clientCertificatePath: '/c.pem' })
const federated = appConnection(url, { clientSecret: undefined, federatedTokenFilePath: '/f' })

const errorOf = (connection: Connection, body: unknown, status = 400) =>
  signInError(
    connection,
    { status, contentType: 'application/json', text: JSON.stringify(body) },
    undefined,
    (text) => text,
  )

describe('every refusal of Entra names the setting and the step to repeat', () => {
  test.each<[Connection, string, number, RegExp, RegExp]>([
    [app, 'invalid_client', 7000215, /Client Secret is wrong/, /step 2 .*Value, not its Secret ID/],
    [secretUser, 'invalid_client', 7000215, /Client Secret is wrong/, /Value .*Client Secret.*step 4/],
    [app, 'invalid_client', 7000222, /Client Secret has expired/, /step 2/],
    [user, 'invalid_client', 7000218, /Client Secret is missing/, /step 4.*public client flows/],
    [app, 'invalid_client', 700025, /public client/, /step 1.*Public client.*step 2/],
    [secretUser, 'invalid_client', 700025, /public client/, /Empty Client Secret.*step 4/],
    [
      certificate,
      'invalid_client',
      700027,
      /Client Certificate Path \(\/c.pem\) is not known/,
      /step 2.*certificate/,
    ],
    [certificate, 'invalid_client', 50012, /Client Certificate Path/, /step 2.*ClientCertificatePath/],
    [certificate, 'invalid_client', 700024, /not valid at this time/, /clock/],
    [federated, 'invalid_client', 700213, /Federated Token File Path/, /Federated credentials/],
    [app, 'unauthorized_client', 700016, /Client ID the-client-id is not known/, /step 5/],
    [user, 'unauthorized_client', 700016, /Client ID the-client-id is not known/, /step 5.*step 6/],
    [app, 'invalid_request', 90002, /Token URL names a tenant that does not exist/, /step 5/],
    [user, 'invalid_tenant', 90002, /Token URL names a tenant that does not exist/, /step 6/],
    [app, 'invalid_resource', 500011, /Scopes names a resource/, /step 5.*\.default/],
    [user, 'invalid_resource', 500011, /Scopes names a resource/, /step 7.*offline_access/],
    [user, 'invalid_scope', 70011, /Scopes is not valid/, /step 7.*match with the app registration/],
    [app, 'invalid_scope', 1002012, /must end in \/\.default/, /step 5/],
    [app, 'invalid_request', 900144, /most likely Scopes/, /step 5/],
    [app, 'invalid_grant', 65001, /consented/, /step 3.*step 4 \(Map the App/],
    [user, 'invalid_grant', 65001, /consented/, /step 8.*Grant admin consent/],
    [user, 'access_denied', 65004, /cancelled.*declined/, /step 8/],
    [
      user,
      'invalid_request',
      50011,
      /Return URL \(a loopback address.*not a Redirect URI/,
      /step 4.*http:\/\/localhost/,
    ],
    [user, 'invalid_grant', 700082, /refresh token was not used/, /step 8/],
    [user, 'invalid_grant', 70008, /expired/, /step 8/],
    [user, 'invalid_grant', 700084, /Single-page/, /step 4/],
    [user, 'invalid_grant', 70000, /revoked/, /step 8/],
    [user, 'invalid_grant', 50173, /password was changed/, /step 8/],
    [user, 'invalid_grant', 54005, /used already/, /step 8/],
    [user, 'invalid_grant', 70043, /new sign-in/, /step 8/],
    [user, 'interaction_required', 50076, /second factor/, /step 8/],
    [app, 'invalid_grant', 53003, /conditional access/, /administrator.*step 6/],
    [user, 'interaction_required', 53003, /conditional access/, /administrator.*step 8/],
    [user, 'authorization_pending', 70016, /not finished/, /step 8/],
    [user, 'expired_token', 70019, /code has expired/, /step 8/],
  ])('row %#: $1 AADSTS$2', (connection, error, code, message, hint) => {
    const got = errorOf(connection, entraError(error, code, 'Words.'))
    expect(got).toMatchObject({ code: 'SIGN_IN_REFUSED', serviceCode: `AADSTS${code}` })
    expect(got.message).toMatch(message)
    expect(got.hint).toMatch(hint)
  })
})

test.each([...Object.keys(byEntraCode)])('AADSTS%s has a message and a hint for every way', (code) => {
  for (const connection of [app, user, secretUser, certificate, federated]) {
    const got = errorOf(connection, entraError('some_error', Number(code), 'Words.'))
    expect(got.message).toMatch(/^The sign-in was refused: \S.* \(AADSTS\d+\)\.$/)
    expect(got.hint).toMatch(/^\S.{20,}/)
    expect(`${got.message}${got.hint}`).not.toMatch(/undefined|the-client-secret/)
  }
})

test.each(Object.keys(byOAuthError))(
  '%s of another provider has a message and a hint for every way',
  (error) => {
    for (const connection of [app, user]) {
      const got = errorOf(connection, { error })
      expect(got).toMatchObject({ code: 'SIGN_IN_REFUSED', serviceCode: error })
      expect(got.hint).toMatch(/^\S.{20,}/)
    }
  },
)
