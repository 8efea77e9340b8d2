import type { AuthMethod, ConnectionSetting, SettingOption } from './connection-setting.js'

export type { AuthMethod, ConnectionSetting, SettingOption, ValueKind } from './connection-setting.js'

const app: AuthMethod = 'AppCredentials'
const user: AuthMethod = 'UserCredentials'
const pat: AuthMethod = 'Pat'
const token: AuthMethod = 'AccessToken'
const machine: AuthMethod = 'ManagedIdentity'

/** Every way of signing in, in the order of the forms. */
export const authMethods: readonly AuthMethod[] = [app, user, pat, token, machine]

const all = authMethods
const forAll = (value: string): Readonly<Record<AuthMethod, string>> => ({
  AppCredentials: value,
  UserCredentials: value,
  Pat: value,
  AccessToken: value,
  ManagedIdentity: value,
})
const plain = (...values: string[]): SettingOption[] => values.map((value) => ({ value, label: value }))
const resource = 'https://app.vssps.visualstudio.com'
/** Azure DevOps as an application in every tenant (facts 3.2). */
const resourceId = '499b84ac-1321-427f-aa17-267ca6975798'
const entra = 'https://login.microsoftonline.com'

/**
 * Every connection setting, once, in the order of the forms. Keys, labels, defaults and options are those of the two
 * reference pages on App Credentials and User Credentials; what the pages do not have is ours.
 */
export const connectionSettings: readonly ConnectionSetting[] = [
  {
    key: 'Auth',
    label: 'Authentication',
    kind: 'choice',
    usedBy: all,
    requiredBy: all,
    default: {},
    options: [
      { value: 'AppCredentials', label: 'App Credentials' },
      { value: 'UserCredentials', label: 'User Credentials' },
      { value: 'Pat', label: 'Personal Access Token (PAT)' },
      { value: 'AccessToken', label: 'Access Token' },
      { value: 'ManagedIdentity', label: 'Managed Identity' },
    ],
    help: 'How to sign in: as an application (for jobs that run unattended), as a person through the browser, with a personal access token, with a token that something else obtains, or as the Azure machine this runs on.',
    secret: false,
  },
  {
    key: 'AuthUrl',
    label: 'Authorization URL',
    kind: 'url',
    usedBy: [user],
    requiredBy: [user],
    default: {},
    options: [
      { value: `${entra}/{ENTER-TENANT-ID-HERE}/oauth2/v2.0/authorize`, label: 'For Single Tenant' },
      { value: `${entra}/common/oauth2/v2.0/authorize`, label: 'For Multi Tenant' },
    ],
    help: 'The page where the person signs in. Azure Portal, the app registration, Endpoints: "OAuth 2.0 authorization endpoint (v2)".',
    secret: false,
  },
  {
    key: 'TokenUrl',
    label: 'Token URL',
    kind: 'url',
    usedBy: [app, user],
    requiredBy: [app, user],
    default: {},
    options: [
      { value: `${entra}/{ENTER-TENANT-ID-HERE}/oauth2/v2.0/token`, label: 'For Single Tenant' },
      { value: `${entra}/common/oauth2/v2.0/token`, label: 'For Multi Tenant' },
    ],
    help: 'The address that gives out tokens. Azure Portal, the app registration, Endpoints: "OAuth 2.0 token endpoint (v2)". App Credentials need the one of your own tenant.',
    secret: false,
  },
  {
    key: 'DeviceCodeUrl',
    label: 'Device Code URL',
    kind: 'url',
    usedBy: [user],
    requiredBy: [],
    default: {},
    options: [],
    help: 'Where a device code is asked for, on machines without a browser. When none is given, it is Token URL with devicecode in place of token at its end, as Microsoft Entra has it. The app registration must allow public client flows.',
    secret: false,
  },
  {
    key: 'ClientId',
    label: 'Client ID',
    kind: 'text',
    usedBy: [app, user, machine],
    requiredBy: [app, user],
    default: {},
    options: [],
    help: 'The application this program signs in as. Azure Portal, the app registration, Overview: "Application (client) ID". For Managed Identity it is the client ID of a user-assigned identity, and left out for the one of the machine itself.',
    secret: false,
  },
  {
    key: 'ClientSecret',
    label: 'Client Secret',
    kind: 'secret',
    usedBy: [app, user],
    requiredBy: [app],
    alternatives: ['ClientCertificatePath', 'FederatedTokenFilePath'],
    default: {},
    options: [],
    help: 'Azure Portal, the app registration, Certificates & secrets: the "Value" of a client secret, not its "Secret ID". It is shown only right after it was made.',
    secret: true,
  },
  {
    key: 'ClientCertificatePath',
    label: 'Client Certificate Path',
    kind: 'file',
    usedBy: [app],
    requiredBy: [],
    default: {},
    options: [],
    help: 'In place of Client Secret: a PEM file with a certificate and its private key, or a PFX (P12) file. The certificate is uploaded at the app registration, Certificates & secrets, Certificates.',
    secret: false,
  },
  {
    key: 'ClientCertificatePassword',
    label: 'Client Certificate Password',
    kind: 'secret',
    usedBy: [app],
    requiredBy: [],
    default: {},
    options: [],
    help: 'The password of the file in ClientCertificatePath, when it has one.',
    secret: true,
  },
  {
    key: 'FederatedTokenFilePath',
    label: 'Federated Token File Path',
    kind: 'file',
    usedBy: [app],
    requiredBy: [],
    default: {},
    options: [],
    help: 'In place of Client Secret: a file with a token of another issuer that the app registration trusts (Certificates & secrets, Federated credentials), such as the one in AZURE_FEDERATED_TOKEN_FILE of a Kubernetes pod. It is read again at each use.',
    secret: false,
  },
  {
    key: 'Scope',
    label: 'Scopes',
    labelNote: {
      AppCredentials: 'Use .default for App Credentials',
      UserCredentials: 'Must match with App Registration',
    },
    kind: 'scopes',
    usedBy: [app, user],
    requiredBy: [app, user],
    default: {
      AppCredentials: `${resource}/.default`,
      UserCredentials: `${resource}/vso.project~${resource}/vso.work_full~offline_access`,
    },
    options: [
      { value: `${resource}/.default`, label: 'Everything granted to the app (App Credentials)' },
      {
        value: `${resource}/user_impersonation`,
        label: 'Delegated Access (All Permissions for User Account)',
      },
      { value: `${resource}/vso.project`, label: 'Project and team (read)' },
      { value: `${resource}/vso.project_write`, label: 'Project and team (read and write)' },
      { value: `${resource}/vso.project_manage`, label: 'Project and team (read, write and manage)' },
      { value: `${resource}/vso.work`, label: 'Work items (read)' },
      { value: `${resource}/vso.work_write`, label: 'Work items (read and write)' },
      { value: `${resource}/vso.work_full`, label: 'Work items (full)' },
      { value: 'offline_access', label: 'Offline access' },
    ],
    help: 'What the token may be used for; several are separated by ~, space or comma. App Credentials take the one scope that ends in /.default; what the app may then read is decided by the organization, which must have it as a user with an access level, not by delegated scopes. User Credentials need those of the app registration, and offline_access to stay signed in.',
    secret: false,
  },
  {
    key: 'ReturnUrl',
    label: 'Return URL',
    kind: 'url',
    usedBy: [user],
    requiredBy: [],
    default: {},
    options: [{ value: 'https://zappysys.com/oauth', label: 'https://zappysys.com/oauth' }],
    help: 'Where the browser is sent after signing in; it must be a Redirect URI of the app registration (Authentication page). When none is given, a loopback address chosen at sign-in is used: register http://localhost.',
    secret: false,
  },
  {
    key: 'RefreshTokenFilePath',
    label: 'Refresh Token File Path',
    kind: 'file',
    usedBy: [user],
    requiredBy: [],
    default: {},
    options: [],
    help: 'A JSON file with access_token, refresh_token and expires_in (seconds from the time the file was written), for a sign-in made elsewhere. It is rewritten at each renewal, and may be shared by several programs of this kind. Without it, tokens are kept sealed in AZDO_HOME.',
    secret: false,
  },
  {
    key: 'PersonalAccessToken',
    label: 'Personal Access Token (PAT)',
    kind: 'secret',
    usedBy: [pat],
    requiredBy: [pat],
    default: {},
    options: [],
    help: 'Azure DevOps, User settings, Personal access tokens: make one with read access to what you want to query. It is shown only right after it was made.',
    secret: true,
  },
  {
    key: 'AccessToken',
    label: 'Access Token',
    kind: 'secret',
    usedBy: [token],
    requiredBy: [token],
    alternatives: ['AccessTokenCommand'],
    default: {},
    options: [],
    help: "A ready token, such as a pipeline's System.AccessToken. It cannot be renewed: the connection stops when it expires. Give it by the environment rather than store it.",
    secret: true,
  },
  {
    key: 'AccessTokenCommand',
    label: 'Access Token Command',
    kind: 'text',
    usedBy: [token],
    requiredBy: [],
    default: {},
    options: [
      {
        value: `az account get-access-token --resource ${resourceId}`,
        label: 'Azure CLI',
      },
    ],
    help: 'A program that prints a token, in place of Access Token, run again when the token ends: the token alone, or JSON as the Azure CLI prints it. It is run without a shell; quotes keep words together.',
    secret: false,
  },
  {
    key: 'ManagedIdentityUrl',
    label: 'Managed Identity URL',
    kind: 'url',
    usedBy: [machine],
    requiredBy: [machine],
    default: { ManagedIdentity: 'http://169.254.169.254/metadata/identity/oauth2/token' },
    options: [
      {
        value: 'http://169.254.169.254/metadata/identity/oauth2/token',
        label: 'Azure virtual machine',
      },
    ],
    help: 'Where an Azure machine gets its tokens. In App Service and Functions it is the value of IDENTITY_ENDPOINT.',
    secret: false,
  },
  {
    key: 'ManagedIdentityHeader',
    label: 'Managed Identity Header',
    kind: 'secret',
    usedBy: [machine],
    requiredBy: [],
    default: {},
    options: [],
    help: 'In App Service and Functions the value of IDENTITY_HEADER; elsewhere left out.',
    secret: true,
  },
  {
    key: 'Url',
    label: 'Service URL',
    kind: 'url',
    usedBy: all,
    requiredBy: all,
    default: forAll('https://dev.azure.com/'),
    options: [{ value: 'https://dev.azure.com/', label: 'Azure DevOps Services' }],
    help: 'Where Azure DevOps answers. Leave it for the cloud service; for Azure DevOps Server it is what stands before the collection in the browser, such as https://server/tfs; for the sandbox, the address it prints.',
    secret: false,
  },
  {
    key: 'Organization',
    label: 'Organization name or Id',
    labelNote: { UserCredentials: 'e.g. mycompany' },
    kind: 'text',
    usedBy: all,
    requiredBy: all,
    default: {},
    options: [],
    help: 'The name after https://dev.azure.com/ in the browser, or the collection of an Azure DevOps Server. A full URL copied from the browser is understood.',
    secret: false,
  },
  {
    key: 'Project',
    label: 'Default Project Name',
    labelNote: { UserCredentials: 'Choose after Generating Token' },
    kind: 'text',
    usedBy: all,
    requiredBy: [],
    default: {},
    options: [],
    help: 'The project that is read when a query names none. After a token is generated it can be chosen from a list. Where a guide speaks of "Default Drive Id", this is meant: Azure DevOps has no drives.',
    secret: false,
  },
  {
    key: 'ApiVersion',
    label: 'API Version',
    kind: 'version',
    usedBy: all,
    requiredBy: all,
    default: forAll('7.0'),
    options: plain('6.0', '7.0', '7.0-preview', '7.1-preview.2', '7.1'),
    help: 'The version of the REST API to ask for. Only an older Azure DevOps Server needs a lower one.',
    secret: false,
  },
  {
    key: 'RetryMode',
    label: 'RetryMode',
    kind: 'choice',
    usedBy: all,
    requiredBy: [],
    default: forAll('RetryWhenStatusCodeMatch'),
    options: plain('None', 'RetryAny', 'RetryWhenStatusCodeMatch'),
    help: 'When a failed request is sent again: never, after any failure, or when the status code is in RetryStatusCodeList.',
    secret: false,
  },
  {
    key: 'RetryStatusCodeList',
    label: 'RetryStatusCodeList',
    kind: 'status codes',
    usedBy: all,
    requiredBy: [],
    default: forAll('429'),
    options: [],
    help: 'HTTP status codes after which RetryWhenStatusCodeMatch sends the request again, separated by comma, space, ~ or |. A range such as 500-599 is understood.',
    secret: false,
  },
  {
    key: 'RetryCountMax',
    label: 'RetryCountMax',
    kind: 'count',
    usedBy: all,
    requiredBy: [],
    default: forAll('5'),
    options: [],
    help: 'How many times a request is sent again before giving up, 0 to 100.',
    secret: false,
    unit: 'repetitions',
  },
  {
    key: 'RetryMultiplyWaitTime',
    label: 'RetryMultiplyWaitTime',
    kind: 'switch',
    usedBy: all,
    requiredBy: [],
    default: forAll('True'),
    options: plain('True', 'False'),
    help: 'Whether each wait before a repetition is longer than the one before.',
    secret: false,
  },
]

const byLowerKey = new Map(connectionSettings.map((setting) => [setting.key.toLowerCase(), setting]))

/** The setting of that key, in any case; undefined when there is none. */
export function findSetting(key: string): ConnectionSetting | undefined {
  return byLowerKey.get(key.trim().toLowerCase())
}

/** The label as a form for that way of signing in shows it, such as `Scopes (Use .default for App Credentials)`. */
export function settingLabel(setting: ConnectionSetting, auth?: AuthMethod): string {
  const note = auth && setting.labelNote?.[auth]
  return note ? `${setting.label} (${note})` : setting.label
}

/** The values with every secret as `***`. A key that is no setting's is hidden too: nobody knows what it holds. */
export function masked(values: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values).map(([key, value]) => [
      key,
      findSetting(key)?.secret === false || value === '' ? value : '***',
    ]),
  )
}
