import type { Credential, TokenStatus } from '../auth/credential.js'
import { asAzdoError, AzdoError } from '../errors/azdo-error.js'
import { nearestName } from '../errors/nearest-name.js'
import type { RestClient } from './rest-client.js'

/** One step of Test Connection, done or failed. */
export interface TestStep {
  /** Address, Token, Organization, Projects, Default project. */
  readonly name: string
  readonly ok: boolean
  /** What was found, or what is wrong, in one sentence. */
  readonly detail: string
  /** Why the step failed, with what to do about it in its hint. */
  readonly error?: AzdoError
}

/**
 * Test Connection: is the address there, is a token to be had, does the organization accept it, which projects does it
 * show, is the default project one of them. Stops at the first step that fails, which is then the last of the list. `onStep`
 * hears of each as it ends. Never throws.
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

  const work: [name: string, run: () => Promise<string>][] = [
    [
      'Address',
      async () => {
        const { url, ms, headers } = await client.knock()
        serviceTenant = headers['x-vss-resourcetenant']
        return `${url} answers (${ms} ms).`
      },
    ],
    [
      'Token',
      async () => {
        await credential.authorization()
        token = await credential.status()
        return describeToken(token)
      },
    ],
    [
      'Organization',
      async () => {
        await client.json({ host: 'core', method: 'GET', path: '/_apis/projects', query: { $top: 1 } })
        return `${connection.organization} accepts the ${wordFor(connection.auth)} and API Version ${connection.apiVersion}.`
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

  const steps: TestStep[] = []
  for (const [name, run] of work) {
    const step = await attempt(name, run)
    steps.push(step)
    onStep(step)
    if (!step.ok) break
  }
  return steps
}

async function attempt(name: string, run: () => Promise<string>): Promise<TestStep> {
  try {
    return { name, ok: true, detail: await run() }
  } catch (thrown) {
    const error = asAzdoError(thrown)
    return { name, ok: false, detail: error.message, error }
  }
}

function describeToken({ way, audience, tenant, identity, expiresAt }: TokenStatus): string {
  const said = [
    audience === undefined ? undefined : `for ${audience}`,
    tenant === undefined ? undefined : `of tenant ${tenant}`,
    identity === undefined ? undefined : `as ${identity}`,
    expiresAt === undefined ? undefined : `until ${expiresAt}`,
  ].filter((part) => part !== undefined)
  if (said.length > 0) return `${way}: a token ${said.join(', ')}.`
  return way === 'Personal Access Token'
    ? `${way} is set; it does not say for whom and until when.`
    : `${way}: a token is held.`
}

function wordFor(auth: string): string {
  return auth === 'Pat' ? 'Personal Access Token' : 'token'
}

function nameOf(project: unknown): string {
  const name =
    typeof project === 'object' && project !== null ? (project as { name?: unknown }).name : undefined
  return typeof name === 'string' ? name : '(without a name)'
}

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
