import type { SandboxInfo } from '../../sandbox/sandbox.js'

/** `azdo connection add …` for App Credentials to a sandbox; the secret comes from standard input. */
export function appCredentialsArguments(
  name: string,
  info: SandboxInfo,
  changes: Readonly<Record<string, string>> = {},
): string[] {
  const values = {
    TokenUrl: info.tokenUrl,
    ClientId: info.clientId,
    ClientSecret: '-',
    Organization: info.organization,
    Url: info.url,
    ...changes,
  }
  return addArguments(name, 'app-credentials', values)
}

/** The same for a Personal Access Token. */
export function patArguments(
  name: string,
  info: SandboxInfo,
  changes: Readonly<Record<string, string>> = {},
): string[] {
  const values = {
    PersonalAccessToken: '-',
    Organization: info.organization,
    Url: info.url,
    ...changes,
  }
  return addArguments(name, 'pat', values)
}

function addArguments(name: string, auth: string, values: Readonly<Record<string, string>>): string[] {
  const pairs = Object.entries(values).map(([key, value]) => `${key}=${value}`)
  return ['connection', 'add', name, '--auth', auth, '--set', ...pairs]
}
