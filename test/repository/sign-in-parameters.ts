import { format, resolveConfig } from 'prettier'
import { findSetting, settingLabel, type AuthMethod } from '../../src/settings/connection-settings.js'
import { root } from './source-tree.js'

/** A test by its file and title. */
export type NamedTest = readonly [file: string, title: string]

/** A parameter of a reference page, as the page has it, and where the program shows it. */
export interface PageParameter {
  readonly key: string
  readonly label: string
  readonly required: boolean
  readonly default?: string
  /** Values of the page's options. */
  readonly options?: readonly string[]
  readonly shownBy: NamedTest
}

const retry = 'test/rest/retry.test.ts'
const ways = 'test/end-to-end/sign-in-ways.test.ts'
const user = 'test/end-to-end/sign-in-user.test.ts'
const faults = 'test/end-to-end/sign-in-faults.test.ts'
const entra = 'https://login.microsoftonline.com'
const resource = 'https://app.vssps.visualstudio.com'
const versions = ['6.0', '7.0', '7.0-preview', '7.1-preview.2']
const modes = ['None', 'RetryAny', 'RetryWhenStatusCodeMatch']

/** The last parameters of both pages are the same. */
const common: readonly PageParameter[] = [
  {
    key: 'RetryMode',
    label: 'RetryMode',
    required: false,
    default: 'RetryWhenStatusCodeMatch',
    options: modes,
    shownBy: [retry, 'RetryWhenStatusCodeMatch retries after the listed status %i'],
  },
  {
    key: 'RetryStatusCodeList',
    label: 'RetryStatusCodeList',
    required: false,
    default: '429',
    shownBy: [retry, 'a listed 403 is retried, but never a refused credential'],
  },
  {
    key: 'RetryCountMax',
    label: 'RetryCountMax',
    required: false,
    default: '5',
    shownBy: [retry, 'RetryCountMax bounds the repetitions'],
  },
  {
    key: 'RetryMultiplyWaitTime',
    label: 'RetryMultiplyWaitTime',
    required: false,
    default: 'True',
    shownBy: [retry, 'doubles with RetryMultiplyWaitTime True, up to 60 seconds'],
  },
]

const version: PageParameter = {
  key: 'ApiVersion',
  label: 'API Version',
  required: true,
  default: '7.0',
  options: versions,
  shownBy: ['test/rest/against-sandbox.test.ts', 'API Version %s is accepted'],
}
const secretTest: NamedTest = [
  ways,
  'sign in with a client secret, and the test says for whom, what and until when',
]

/** The pages' parameters in their order, with the labels, defaults and options that the pages give. */
export const pages: Readonly<Record<'AppCredentials' | 'UserCredentials', readonly PageParameter[]>> = {
  AppCredentials: [
    {
      key: 'TokenUrl',
      label: 'Token URL',
      required: true,
      shownBy: [faults, 'a tenant that does not exist'],
    },
    { key: 'ClientId', label: 'Client ID', required: true, shownBy: secretTest },
    { key: 'ClientSecret', label: 'Client Secret', required: true, shownBy: secretTest },
    {
      key: 'Scope',
      label: 'Scopes (Use .default for App Credentials)',
      required: true,
      default: `${resource}/.default`,
      shownBy: [ways, 'sign in with the scope of the application id of Azure DevOps as well'],
    },
    {
      key: 'Organization',
      label: 'Organization name or Id',
      required: true,
      shownBy: [
        faults,
        'an app that is no user of the organization is sent to step 4, not to the scopes of step 3',
      ],
    },
    version,
    {
      key: 'Project',
      label: 'Default Project Name',
      required: false,
      shownBy: [faults, 'a default project that does not exist is named Default Project'],
    },
    ...common,
  ],
  UserCredentials: [
    {
      key: 'AuthUrl',
      label: 'Authorization URL',
      required: true,
      options: [
        `${entra}/{ENTER-TENANT-ID-HERE}/oauth2/v2.0/authorize`,
        `${entra}/common/oauth2/v2.0/authorize`,
      ],
      shownBy: [user, 'signs in at the address for many tenants'],
    },
    {
      key: 'TokenUrl',
      label: 'Token URL',
      required: true,
      options: [`${entra}/{ENTER-TENANT-ID-HERE}/oauth2/v2.0/token`, `${entra}/common/oauth2/v2.0/token`],
      shownBy: [user, 'signs in at the address for many tenants'],
    },
    {
      key: 'ClientId',
      label: 'Client ID',
      required: true,
      shownBy: [user, 'signs in as a user, closes with a page that says so, and Test Connection passes'],
    },
    {
      key: 'Organization',
      label: 'Organization name or Id (e.g. mycompany)',
      required: true,
      shownBy: [user, 'signs in as a user, closes with a page that says so, and Test Connection passes'],
    },
    {
      key: 'ReturnUrl',
      label: 'Return URL',
      required: true,
      default: 'https://zappysys.com/oauth',
      options: ['https://zappysys.com/oauth'],
      shownBy: [user, 'takes the whole address that the browser ended at'],
    },
    {
      key: 'Scope',
      label: 'Scopes (Must match with App Registration)',
      required: true,
      default: `${resource}/vso.project~${resource}/vso.work_full~offline_access`,
      options: [
        ...['user_impersonation', 'vso.project', 'vso.project_write', 'vso.project_manage'].map(
          (name) => `${resource}/${name}`,
        ),
        ...['vso.work', 'vso.work_write', 'vso.work_full'].map((name) => `${resource}/${name}`),
        'offline_access',
      ],
      shownBy: [user, 'gets the scope %s of the reference page, with offline_access'],
    },
    version,
    {
      key: 'ClientSecret',
      label: 'Client Secret',
      required: false,
      shownBy: [user, 'signs in to an application that has a client secret'],
    },
    {
      key: 'RefreshTokenFilePath',
      label: 'Refresh Token File Path',
      required: false,
      shownBy: [user, 'reads and writes the file of the reference page, readable by its owner only'],
    },
    {
      key: 'Project',
      label: 'Default Project Name (Choose after Generating Token)',
      required: false,
      shownBy: [
        'test/end-to-end/default-project.test.ts',
        'confines a query that names no project, and what is fetched for it',
      ],
    },
    ...common,
  ],
}

/** Where the program is kinder than the page, by way and key. */
export const differences: Readonly<Record<string, string>> = {
  'UserCredentials ReturnUrl':
    'The page asks for it and fills in its own address; here it may be left out, for a loopback address of this program.',
  'AppCredentials ClientSecret':
    'A certificate (ClientCertificatePath) or a federated token (FederatedTokenFilePath) does in its place.',
}

/** The part of docs/sign-in.md between its markers: values from the settings registry. */
export async function parametersPart(): Promise<string> {
  const lines = ['<!-- Generated by `npm run docs`: change the source, not this part. -->']
  for (const [auth, heading] of [
    ['AppCredentials', 'App Credentials'],
    ['UserCredentials', 'User Credentials'],
  ] as const) {
    lines.push('', `### Parameters of ${heading}`, '')
    lines.push('| parameter | label | required | default | options | shown by |', '|---|---|---|---|---|---|')
    for (const { key, shownBy } of pages[auth]) lines.push(row(auth, key, shownBy))
    const notes = Object.entries(differences).filter(([name]) => name.startsWith(`${auth} `))
    lines.push('', ...notes.map(([name, note]) => `- \`${name.split(' ')[1]!}\`: ${note}`))
  }
  const options = await resolveConfig(`${root}/docs/sign-in.md`)
  return (await format(lines.join('\n'), { ...options, parser: 'markdown' })).trim()
}

function row(auth: AuthMethod, key: string, [file, title]: NamedTest): string {
  const setting = findSetting(key)!
  const preset = setting.default[auth]
  const required = setting.requiredBy.includes(auth)
  const options = setting.options.map(({ value, label }) =>
    label === value ? `\`${value}\`` : `\`${value}\` (${label})`,
  )
  return `| ${[
    `[\`${key}\`](settings.md#${key.toLowerCase()})`,
    settingLabel(setting, auth),
    required ? 'yes' : 'no',
    preset === undefined ? '–' : `\`${preset}\``,
    options.join('<br>') || '–',
    `[${title.replaceAll('|', '\\|')}](../${file})`,
  ].join(' | ')} |`
}
