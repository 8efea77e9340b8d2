import type { Credential, TokenStatus } from '../auth/credential.js'
import { asAzdoError, AzdoError } from '../errors/azdo-error.js'
import { nearestName } from '../errors/nearest-name.js'
import type { Connection } from '../settings/connection.js'
import { describeAreas, readableAreas } from './readable-areas.js'
import type { RestClient } from './rest-client.js'
import { isAzureDevOpsServices } from './service-host.js'
import { describeToken } from './token-words.js'

/** One step of Test Connection, done or failed. */
export interface TestStep {
  /** Address, Token, Organization, Projects, Default project, Areas. */
  readonly name: string
  readonly ok: boolean
  /** What was found, or what is wrong, in one sentence. */
  readonly detail: string
  /** What works now and will stop working, a sentence each. */
  readonly warnings?: readonly string[]
  /** Why the step failed, with what to do about it in its hint. */
  readonly error?: AzdoError
}

/** What a step found. */
interface Finding {
  readonly detail: string
  readonly warnings?: readonly string[]
}

/**
 * Test Connection: is the address there, is a token to be had, does the organization accept it, which projects does it
 * show, is the default project one of them, which areas may be read. Stops at the first step that fails, which is then the
 * last of the list; the areas are told and never fail. `onStep` hears of each as it ends. Never throws.
 */
export async function testConnection(
  client: RestClient,
  credential: Credential,
  onStep: (step: TestStep) => void = () => {},
): Promise<TestStep[]> {
  const { connection } = client
  let serviceTenant: string | undefined
  let token: TokenStatus | undefined
  let projects: string[] = []

  const work: [name: string, run: () => Promise<string | Finding>][] = [
    [
      'Address',
      async () => {
        const { url, ms, headers } = await client.knock()
        serviceTenant = headers['x-vss-resourcetenant']
        return `${url} answers (${ms} ms); ${kindOfService(connection, serviceTenant)}.`
      },
    ],
    [
      'Token',
      async () => {
        await credential.authorization()
        token = await credential.status()
        return { detail: describeToken(token), warnings: token.warnings }
      },
    ],
    [
      'Organization',
      async () => {
        const request = { host: 'core', method: 'GET', path: '/_apis/projects', query: { $top: 1 } } as const
        await client.json(request).catch((thrown: unknown) => {
          throw withRemedy(connection, { serviceTenant, token }, thrown)
        })
        const name = await whoIsSignedIn(client)
        const as = name === undefined ? '' : ` of ${name}`
        return `${connection.organization} accepts the ${wordFor(connection.auth)}${as} and API Version ${connection.apiVersion}.`
      },
    ],
    [
      'Projects',
      async () => {
        const request = { host: 'core', method: 'GET', path: '/_apis/projects' } as const
        for await (const page of client.pages(request, { style: 'top-skip', size: 100 })) {
          projects = projects.concat(page.map(nameOf))
        }
        if (projects.length === 0 && tenantsDiffer(token?.tenant, serviceTenant))
          throw wrongTenant(token?.tenant, serviceTenant)
        if (projects.length > 0)
          return `${projects.length} ${projects.length === 1 ? 'project is' : 'projects are'} visible.`
        return 'No project is visible: the organization has none, or the identity is not a member of any.'
      },
    ],
  ]
  const wanted = connection.project
  if (wanted !== undefined) {
    work.push([
      'Default project',
      async () => {
        const path = `/_apis/projects/${encodeURIComponent(wanted)}`
        try {
          const { body } = await client.json({ host: 'core', method: 'GET', path })
          return `${nameOf(body)} exists.`
        } catch (thrown) {
          if (thrown instanceof AzdoError && thrown.code === 'SERVICE_NOT_FOUND')
            throw noSuchProject(wanted, projects, thrown)
          throw thrown
        }
      },
    ])
  }
  work.push([
    'Areas',
    async () =>
      describeAreas(await readableAreas(client, wanted ?? projects.find((name) => name !== unnamed))),
  ])

  const steps: TestStep[] = []
  for (const [name, run] of work) {
    const step = await attempt(name, run)
    steps.push(step)
    onStep(step)
    if (!step.ok) break
  }
  return steps
}

async function attempt(name: string, run: () => Promise<string | Finding>): Promise<TestStep> {
  try {
    const found = await run()
    const { detail, warnings } = typeof found === 'string' ? { detail: found, warnings: undefined } : found
    return { name, ok: true, detail, ...(warnings !== undefined && warnings.length > 0 && { warnings }) }
  } catch (thrown) {
    const error = asAzdoError(thrown)
    return { name, ok: false, detail: error.message, error }
  }
}

/** Azure DevOps Services names the organization's tenant on every answer, a Server has none. */
function kindOfService(connection: Connection, tenant: string | undefined): string {
  if (isAzureDevOpsServices(connection.url)) return 'Azure DevOps Services'
  return tenant === undefined
    ? 'taken as an Azure DevOps Server, with every area at this one address'
    : `like Azure DevOps Services (it names tenant ${tenant}), with every area at this one address`
}

/** Application id and URI of Azure DevOps, the audience of a token that it takes (facts 3.2). */
const azureDevOps = /^(499b84ac-1321-427f-aa17-267ca6975798|https:\/\/app\.vssps\.visualstudio\.com)\/?$/i

/** The refusal with the remedy that only the token and the address tell together; else as it was. */
function withRemedy(
  connection: Connection,
  seen: { serviceTenant: string | undefined; token: TokenStatus | undefined },
  thrown: unknown,
): unknown {
  if (!(thrown instanceof AzdoError) || thrown.code !== 'SIGN_IN_REFUSED' || connection.auth === 'Pat')
    return thrown
  const { message, detail, status, serviceCode } = thrown
  const withHint = (hint: string): AzdoError =>
    new AzdoError('SIGN_IN_REFUSED', message, { hint, detail, status, serviceCode, cause: thrown })
  const isServices = isAzureDevOpsServices(connection.url) || seen.serviceTenant !== undefined
  // A Server knows no Entra (facts 1.2); a pipeline of its own has ready tokens.
  if (!isServices && connection.auth !== 'AccessToken')
    return withHint(
      'An Azure DevOps Server takes a Personal Access Token only: add the connection with --auth pat.',
    )
  const audience = seen.token?.audience
  if (isServices && isGuidOrUrl(audience) && !azureDevOps.test(audience)) {
    return withHint(
      `The token is for another audience, ${audience}: ask for one of 499b84ac-1321-427f-aa17-267ca6975798, which is Azure DevOps.`,
    )
  }
  return thrown
}

function isGuidOrUrl(audience: string | undefined): audience is string {
  return audience !== undefined && /^([0-9a-f]{8}-[0-9a-f-]{27}|https?:\/\/\S+)$/i.test(audience)
}

/** The name the service has for the credential; a Personal Access Token says nothing about itself. Undefined when not told. */
async function whoIsSignedIn(client: RestClient): Promise<string | undefined> {
  const request = {
    host: 'core',
    method: 'GET',
    path: '/_apis/connectionData',
    preview: 1,
    once: true,
  } as const
  try {
    const { body } = await client.json<{ authenticatedUser?: { providerDisplayName?: unknown } }>(request)
    const name = body?.authenticatedUser?.providerDisplayName
    return typeof name === 'string' && name !== '' ? name : undefined
  } catch {
    return undefined
  }
}

function wordFor(auth: string): string {
  return auth === 'Pat' ? 'Personal Access Token' : 'token'
}

function nameOf(project: unknown): string {
  const name =
    typeof project === 'object' && project !== null ? (project as { name?: unknown }).name : undefined
  return typeof name === 'string' ? name : unnamed
}

const unnamed = '(without a name)'

/** An all-zero tenant stands for an organization without one (facts 1.3). */
function tenantsDiffer(mine: string | undefined, theirs: string | undefined): boolean {
  if (mine === undefined || theirs === undefined || /^[0-]*$/.test(theirs)) return false
  return mine.toLowerCase() !== theirs.toLowerCase()
}

/** A token of another tenant may get empty lists instead of an error (facts 3.3). */
function wrongTenant(mine: string | undefined, theirs: string | undefined): AzdoError {
  return new AzdoError(
    'SIGN_IN_REFUSED',
    `No project is visible: the token is of tenant ${mine}, but the organization belongs to tenant ${theirs}.`,
    {
      hint: 'Register the app in the tenant of the organization, and take Token URL from there (steps 1 and 5).',
    },
  )
}

function noSuchProject(wanted: string, projects: readonly string[], cause: AzdoError): AzdoError {
  const nearest = nearestName(wanted, projects)
  const some = projects.slice(0, 5).join(', ')
  return new AzdoError(
    'SERVICE_NOT_FOUND',
    `Default Project "${wanted}" does not exist, or the identity may not see it.`,
    {
      hint:
        nearest !== undefined
          ? `Did you mean ${nearest}? Set Project.`
          : projects.length === 0
            ? 'Empty Project, or add the identity to that project.'
            : `Set Project to one of those visible: ${some}${projects.length > 5 ? ', …' : ''}.`,
      cause,
    },
  )
}
