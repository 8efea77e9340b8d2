import { describe, expect, test } from 'vitest'
import { serviceError } from '../../src/rest/service-error.js'
import type { AuthMethod } from '../../src/settings/connection.js'
import { patConnection, serviceBody } from './service-server.js'

const json = 'application/json; charset=utf-8'
const html = 'text/html; charset=utf-8'
const errorFor = (
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
  auth: AuthMethod = 'Pat',
) =>
  serviceError(
    patConnection('https://dev.azure.com', { auth }),
    'GET /_apis/projects',
    {
      status,
      headers: { 'content-type': typeof body === 'string' ? 'text/plain' : json, ...headers },
      text: typeof body === 'string' ? body : JSON.stringify(body),
    },
    (text) => text.replaceAll('the-access-token', '***'),
  )

describe('the code follows the answer', () => {
  test.each([
    [400, 'SERVICE_REFUSED'],
    [401, 'SIGN_IN_REFUSED'],
    [403, 'SERVICE_DENIED'],
    [404, 'SERVICE_NOT_FOUND'],
    [405, 'SERVICE_REFUSED'],
    [409, 'SERVICE_CONFLICT'],
    [412, 'SERVICE_CONFLICT'],
    [429, 'SERVICE_THROTTLED'],
    [500, 'SERVICE_FAILED'],
    [503, 'SERVICE_FAILED'],
  ] as const)('%i is %s', (status, code) => {
    const error = errorFor(status, serviceBody('SomeException', 'TF123456: What the service says.'))
    expect(error).toMatchObject({ code, status, serviceCode: 'SomeException' })
    expect(error.message).toContain('TF123456: What the service says')
    expect(error.message).toContain('GET /_apis/projects')
  })

  test('a block by TF400733 is throttling under any status', () => {
    expect(errorFor(403, serviceBody('Odd', 'TF400733: The request has been canceled.')).code).toBe(
      'SERVICE_THROTTLED',
    )
  })
})

describe("the service's message is found", () => {
  test.each<[string, unknown, Record<string, string>, RegExp]>([
    ['in the second form of the body', { count: 1, value: { Message: 'Wrong route.' } }, {}, /Wrong route\./],
    ['in plain text', 'The resource is not here.\r\n', {}, /The resource is not here\./],
    ['behind a byte-order mark', '\uFEFF{"message":"Marked."}', { 'content-type': json }, /Marked\./],
    [
      'in the title of a web page',
      '<html><title>Page &amp; title</title></html>',
      { 'content-type': html },
      /Page & title/,
    ],
    [
      'in the X-TFS-ServiceError header',
      '',
      { 'x-tfs-serviceerror': 'Global+PATs%20are barred' },
      /Global PATs are barred/,
    ],
    ['nowhere, then the status stands for it', '', {}, /status 400/],
    ['nowhere in an empty list', { count: 0, value: [] }, {}, /status 400/],
  ])('%s', (_, body, headers, message) => {
    expect(errorFor(400, body, headers).message).toMatch(message)
  })

  test('a message without typeKey is named by its number', () => {
    expect(errorFor(400, { message: 'VS402337: too many.' }).serviceCode).toBe('VS402337')
  })

  test('a long message is cut, and a secret in it is masked', () => {
    const error = errorFor(400, { message: `the-access-token ${'x'.repeat(5000)}` })
    expect(error.message.length).toBeLessThan(800)
    expect(error.message).not.toContain('the-access-token')
  })

  test('the activity id is kept for the support', () => {
    expect(errorFor(500, '', { activityid: 'a1b2' }).detail).toContain('a1b2')
  })
})

describe('a refused credential', () => {
  test('an expired PAT is told as such, whatever the form', () => {
    const words = 'Access Denied: The Personal Access Token used has expired.'
    for (const error of [
      errorFor(401, serviceBody('AccessCheckException', words)),
      errorFor(401, words),
      errorFor(401, `<html><title>${words}</title></html>`, { 'content-type': html }),
    ]) {
      expect(error.code).toBe('SIGN_IN_REFUSED')
      expect(error.message).toMatch(/Personal Access Token of connection work: it has expired/)
      expect(error.hint).toMatch(/Make a new one/)
    }
  })

  test('an app that is not a member of the organization is sent to step 4', () => {
    const body = serviceBody(
      'UnauthorizedRequestException',
      "TF400813: The user 'x' is not authorized to access this resource.",
    )
    const error = errorFor(401, body, {}, 'AppCredentials')
    expect(error.message).toContain('TF400813')
    expect(error.hint).toMatch(/organization contoso .*step 4/)
  })

  test('an empty 401 still has a message and a hint', () => {
    const error = errorFor(401, '')
    expect(error.message).toMatch(/no reason given/)
    expect(error.hint).toBeDefined()
  })

  test.each([
    ['203 with a page', 203, '<html><title>Azure DevOps Services | Sign In</title></html>', {}],
    [
      '302',
      302,
      '<html>Object moved</html>',
      { location: 'https://spsprodcus1.vssps.visualstudio.com/_signin?realm=x' },
    ],
    ['200 with the sign-in page', 200, '<html><title>Azure DevOps Services | Sign In</title></html>', {}],
    ['307 to the sign-in', 307, '', { location: 'https://app.vssps.visualstudio.com/_signin?x=1' }],
  ])('the sign-in page is one: %s', (_, status, body, headers) => {
    const error = errorFor(status, body, { 'content-type': html, ...headers })
    expect(error.code).toBe('SIGN_IN_REFUSED')
    expect(error.message).toMatch(/sign-in page/)
  })
})

describe('an answer of something else than Azure DevOps', () => {
  test('a web page with status 200 is SERVICE_ANSWER_INVALID', () => {
    const error = errorFor(200, '<html><title>Welcome to nginx!</title></html>', { 'content-type': html })
    expect(error.code).toBe('SERVICE_ANSWER_INVALID')
    expect(error.message).toContain('Welcome to nginx!')
    expect(error.hint).toMatch(/Service URL/)
  })

  test('a permanent redirection names the place without its query', () => {
    const error = errorFor(301, '', { location: 'https://elsewhere.example/path?secret=1' })
    expect(error.code).toBe('SERVICE_ANSWER_INVALID')
    expect(error.message).toContain('https://elsewhere.example/path ')
    expect(error.message).not.toContain('secret')
  })
})

describe('hints name the setting to change', () => {
  test.each([
    [
      400,
      'VssVersionOutOfRangeException',
      'The requested REST API version of 7.2 is out of range for this server.',
      /ApiVersion/,
    ],
    [
      400,
      'VssInvalidPreviewVersionException',
      'The requested version "7.1" of the resource is under preview.',
      /ApiVersion/,
    ],
    [
      404,
      'ProjectDoesNotExistWithNameException',
      'TF200016: The following project does not exist: Foo.',
      /select name from projects/,
    ],
    [404, 'Other', 'Not there.', /Organization \(contoso\)/],
    [403, 'Other', 'VS403463: The conditional access policy …', /conditional access/],
    [429, 'Other', 'TF400733: The request has been canceled', /RetryCountMax/],
    [500, 'Other', 'TF400898: An Internal Error Occurred.', /RetryAny/],
  ])('%i %s', (status, typeKey, message, hint) => {
    expect(errorFor(status, serviceBody(typeKey, message)).hint).toMatch(hint)
  })

  test('throttling tells how long the service asks to wait', () => {
    expect(errorFor(429, serviceBody('Odd', 'TF400733: Blocked'), { 'retry-after': '42' }).message).toMatch(
      /wait 42 s/,
    )
  })
})

describe('an identity that is no user of the organization', () => {
  const refusal = serviceBody('UnauthorizedRequestException', "TF400813: The user '1-2' is not authorized.")
  test.each<[AuthMethod, RegExp]>([
    ['AppCredentials', /Add the app to the users .* access level \(step 4, .*not from the scopes of step 3/],
    ['UserCredentials', /Add the person to the users .* access level .*or sign in as one who is there/],
    ['ManagedIdentity', /Add the managed identity to the users .* access level/],
    ['AccessToken', /Add its app or person to the users .* access level.*AccessTokenCommand/],
    ['Pat', /Check that it belongs to organization contoso/],
  ])('by %s gets the remedy of that way', (auth, remedy) => {
    const error = errorFor(401, refusal, {}, auth)
    expect(error.code).toBe('SIGN_IN_REFUSED')
    expect(error.hint).toMatch(remedy)
  })

  test('that meets the sign-in page by a ready token needs a new token, and else Generate Token', () => {
    const page = '<html><title>Azure DevOps Services | Sign In</title></html>'
    expect(errorFor(203, page, { 'content-type': html }, 'AccessToken').hint).toMatch(/AccessTokenCommand/)
    expect(errorFor(203, page, { 'content-type': html }, 'UserCredentials').hint).toMatch(
      /azdo token generate/,
    )
  })
})
