import { afterAll, beforeAll, describe, it } from 'vitest'
import { openScene, refusalsIn, wrongSecret, type Scene } from './bad-input-scene.js'
import { appCredentialsArguments } from './connection-arguments.js'

let scene: Scene
beforeAll(async () => {
  scene = await openScene(730_413)
})
afterAll(() => scene?.close())
const { refuses } = refusalsIn(() => scene)

const pat = (...pairs: string[]) => ['connection', 'add', 'new', '--auth', 'pat', '--set', ...pairs]
const text = (string: string) => ['connection', 'add', 'new', '--string', string]
const app =
  (changes: Record<string, string>, name = 'new') =>
  ({ info }: Scene) =>
    appCredentialsArguments(name, info, { ClientSecret: wrongSecret, ...changes })

describe('a connection is refused', () => {
  refuses(
    'without a way of signing in',
    'connection add new --set Organization=x',
    2,
    /--auth with one of app-credentials, user-credentials, pat/,
  )
  refuses(
    'with an unknown way of signing in',
    'connection add new --auth kerberos',
    2,
    /"kerberos"/,
    /AppCredentials, UserCredentials, Pat/,
  )
  refuses('without its token', pat('Organization=x'), 2, /PersonalAccessToken is missing/)
  refuses(
    'without several settings',
    ['connection', 'add', 'new', '--auth', 'app-credentials', '--set', `ClientSecret=${wrongSecret}`],
    2,
    /TokenUrl is missing/,
    /ClientId is missing/,
    /Organization is missing/,
  )
  refuses(
    'with a misspelled key',
    pat(`PersonalAccesToken=${wrongSecret}`, 'Organization=x'),
    2,
    /PersonalAccesToken is not a setting/,
    /Did you mean PersonalAccessToken/,
  )
  refuses('with a secret that lost its key', pat(wrongSecret), 2, /Key=Value/)
  refuses(
    'with a secret taken for a file',
    pat(`PersonalAccessToken=@${wrongSecret}`, 'Organization=x'),
    1,
    /file for PersonalAccessToken cannot be read: no such file/,
    /written with two/,
  )
  refuses(
    'with a secret from an empty input',
    pat('PersonalAccessToken=-', 'Organization=x'),
    2,
    /PersonalAccessToken.*empty/,
  )
  refuses(
    'with a name that cannot be a schema',
    ['connection', 'add', 'my box!', '--auth', 'pat'],
    2,
    /"my box!"/,
    /letters, digits/,
  )
  refuses(
    'with a name that is taken, in any case',
    app({}, 'BOX'),
    1,
    /box is set up already/,
    /connection edit/,
  )
  refuses('when nothing is to be changed', 'connection edit box', 2, /nothing to change/)
  refuses(
    'when a change makes it wrong',
    'connection edit box --set Organization=',
    2,
    /Organization is missing/,
  )
})

describe('a connection string is refused', () => {
  refuses('without =', text(`Auth=Pat;${wrongSecret}`), 2, /character 10/, /Key=Value;Key=Value/)
  refuses(
    'with an open quote',
    text(`Auth=Pat;PersonalAccessToken="${wrongSecret};Organization=x`),
    2,
    /closing "/,
  )
  refuses('with an unknown key', text(`Auth=Pat;Nonsense=${wrongSecret}`), 2, /Nonsense is not a setting/)
})

describe('a setting is refused', () => {
  refuses(
    'as a service URL that is none',
    app({ Url: 'dev azure' }),
    2,
    /Url is "dev azure"/,
    /https:\/\/dev\.azure\.com/,
  )
  refuses(
    'as a service URL with a password in it',
    app({ Url: `https://me:${wrongSecret}@dev.azure.com` }),
    2,
    /Url/,
  )
  refuses(
    'as a service URL that would carry secrets in the clear',
    app({ Url: 'http://dev.azure.example' }),
    2,
    /plain http/,
    /https/,
  )
  refuses('as a token URL that is none', app({ TokenUrl: 'tenant' }), 2, /TokenUrl is "tenant"/)
  refuses(
    'as a token URL with a password in it',
    app({ TokenUrl: `https://me:${wrongSecret}@login.example/token` }),
    2,
    /TokenUrl/,
  )
  refuses(
    'as an API version that is none',
    app({ ApiVersion: 'newest' }),
    2,
    /ApiVersion is "newest"/,
    /7\.0/,
  )
  refuses('as a retry mode that is none', app({ RetryMode: 'Sometimes' }), 2, /RetryMode/, /RetryAny/)
  refuses('as a retry count that is none', app({ RetryCountMax: 'lots' }), 2, /RetryCountMax/, /whole number/)
  refuses(
    'as status codes that are none',
    app({ RetryStatusCodeList: '429,teapot' }),
    2,
    /RetryStatusCodeList/,
  )
  refuses(
    'as a truth value that is none',
    app({ RetryMultiplyWaitTime: 'perhaps' }),
    2,
    /RetryMultiplyWaitTime/,
    /True/i,
  )
})

describe('a connection that is not set up is refused, and the nearest named', () => {
  for (const line of [
    'connection show bxo',
    'connection remove bxo',
    'connection default bxo',
    'connection edit bxo --set Project=x',
    'token generate bxo',
    'token status bxo',
    'test bxo',
    'dsn bxo',
    'tables -c bxo',
    'query select -c bxo',
  ])
    refuses(`by ${line}`, line, 1, /no connection bxo/, /\bbox\b/)
})

it('nothing printed above shows a secret', () => scene.expectNoSecretPrinted())
