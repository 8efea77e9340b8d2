import { createClock } from './clock.js'
import { createOrganization } from './data/create-organization.js'
import { createDevOps } from './devops/routes.js'
import { createEntra } from './entra/entra.js'
import { METADATA_PATH } from './entra/managed-identity/metadata-endpoint.js'
import { createFaultSchedule } from './faults/fault-schedule.js'
import { createRateLimit } from './faults/rate-limit.js'
import { createControlSide } from './server/control-side.js'
import { createDevOpsSide } from './server/devops-side.js'
import { listen } from './server/http-listener.js'
import { openRequestLog } from './server/request-log.js'
import { createRouter } from './server/route-request.js'
import { createAccounts, type SandboxAccounts, type SandboxClient } from './server/sandbox-accounts.js'
import { SandboxError } from './server/sandbox-error.js'

export { SandboxError } from './server/sandbox-error.js'

/** How to start a sandbox. */
export interface SandboxOptions {
  /** Address to listen on; 127.0.0.1 unless given. */
  host?: string
  /** 0 takes a free port. */
  port: number
  /** The same seed gives the same data, accounts and secrets. */
  seed: number
  /** Number of projects. */
  projects: number
  /** Number of work items over all projects. */
  workItems: number
  /** Milliseconds that every answer of Azure DevOps waits; 0 unless given. */
  latencyMs?: number
  /** What goes wrong, and how often: the grammar is in faults/fault-spec.ts. */
  faults?: string
  /** TSTU an identity may use in 5 minutes; unlimited unless given. */
  rateLimit?: number
  /** File that gets a JSON line for each request. */
  log?: string
}

/** Everything needed to connect to the sandbox, as GET /_sandbox tells it. Its secrets protect nothing. */
export interface SandboxInfo {
  /** Base URL, no trailing slash: the Service URL of a connection. */
  url: string
  organization: string
  tenant: string
  tokenUrl: string
  authUrl: string
  clientId: string
  clientSecret: string
  pat: string
  /** A PAT that is refused because it has expired. */
  expiredPat: string
  /** An application that gets tokens, but is not a member of the organization. */
  outsider: { clientId: string; clientSecret: string }
  /** Where device codes are asked for. */
  deviceCodeUrl: string
  /** A native application: no secret; Return URLs http://localhost and http://127.0.0.1 (any port, any path) and https://zappysys.com/oauth. */
  publicClient: { clientId: string }
  /** A web application that people sign in to: it needs its secret; the same Return URLs. */
  webClient: { clientId: string; clientSecret: string }
  /** An application whose only client secret has expired. */
  expiredSecretClient: { clientId: string; clientSecret: string }
  /** An application that proves itself with a certificate; PEM: the certificate, then its key (PKCS #8). New in every process. */
  certificateClient: { clientId: string; certificatePem: string }
  /** An application that trusts another issuer; an assertion of that issuer, good for 30 days. New at every start. */
  federatedClient: { clientId: string; assertion: string }
  /** The metadata endpoint of a virtual machine; without `client_id` it gives tokens of the system-assigned identity. */
  managedIdentityUrl: string
  /** Value of X-IDENTITY-HEADER that the same endpoint takes in place of `Metadata: true`, as in an App Service. */
  managedIdentityHeader: string
  /** The user-assigned managed identity of the same machine. */
  managedIdentity: { clientId: string }
  users: { displayName: string; uniqueName: string; password: string }[]
  seed: number
  projects: number
  workItems: number
}

export interface Sandbox {
  /** Base URL, no trailing slash. */
  readonly url: string
  readonly info: SandboxInfo
  /** Stops listening, cuts every connection and closes the log. */
  close(): Promise<void>
}

/**
 * Starts Azure DevOps and Entra as one HTTP server on this machine.
 * Throws SandboxError for options that can't be used, a port that is taken or a log that can't be written.
 */
export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  checkOptions(options)
  const faults = createFaultSchedule(options.faults ?? '', options.seed)
  const log = openRequestLog(options.log)
  const listener = await listen(options.host ?? '127.0.0.1', options.port).catch((thrown: unknown) => {
    log.close()
    throw thrown
  })
  const close = async () => {
    await listener.close()
    log.close()
  }

  try {
    const { origin } = listener
    const clock = createClock()
    const organization = createOrganization(options)
    const accounts = createAccounts(options.seed, organization)
    organization.entra = { tenant: accounts.tenant, applications: memberApplications(accounts) }
    const entra = await createEntra({ origin, clock }, accounts)
    const info = describe(options, origin, organization.name, accounts, entra.proofs)
    const rateLimit = createRateLimit(options.rateLimit)
    const devops = createDevOpsSide({
      devops: createDevOps(organization, () => origin, clock),
      origin,
      accounts,
      tokens: entra.tokens,
      faults,
      rateLimit,
      clock,
      workItems: () => organization.items.count,
      latencyMs: options.latencyMs ?? 0,
    })
    const control = createControlSide({ info, faults, rateLimit, clock, entra })
    const route = createRouter({ organization, entra, control, devops })
    listener.answerWith((request, response) => {
      log.watch(request, response)
      // Node says the machine's time unless told otherwise.
      if (clock.offsetMs !== 0) response.setHeader('Date', new Date(clock.now()).toUTCString())
      route(request, response).catch((thrown: unknown) => {
        if (!request.destroyed) process.stderr.write(`sandbox: ${String(thrown)}\n`)
        response.destroy()
      })
    })
    return { url: origin, info, close }
  } catch (thrown) {
    await close()
    throw thrown
  }
}

function checkOptions(options: SandboxOptions): void {
  const check = (
    name: string,
    value: number | undefined,
    holds: (value: number) => boolean,
    rule: string,
  ) => {
    if (value !== undefined && !holds(value))
      throw new SandboxError(`The sandbox can't use ${name} ${value}.`, `Give ${name} ${rule}.`)
  }
  const whole = (least: number, most: number) => (value: number) =>
    Number.isInteger(value) && value >= least && value <= most
  check('--port', options.port, whole(0, 65535), 'a whole number from 0 to 65535')
  check('--seed', options.seed, Number.isSafeInteger, 'a whole number')
  check('--projects', options.projects, whole(1, 1000), 'a whole number from 1 to 1000')
  check('--work-items', options.workItems, whole(0, 10_000_000), 'a whole number from 0 to 10000000')
  check(
    '--latency',
    options.latencyMs,
    (value) => value >= 0 && value <= 600_000,
    'milliseconds from 0 to 600000',
  )
  check('--rate-limit', options.rateLimit, (value) => value > 0 && Number.isFinite(value), 'a number above 0')
}

/** The applications and managed identities that were added to the organization. */
function memberApplications({ clients, systemIdentity, userAssignedIdentity }: SandboxAccounts) {
  return [...clients, systemIdentity, userAssignedIdentity]
    .filter(({ member }) => member)
    .map(({ objectId, clientId, displayName }) => ({ id: objectId, applicationId: clientId, displayName }))
}

function describe(
  options: SandboxOptions,
  origin: string,
  organization: string,
  accounts: SandboxAccounts,
  proofs: { certificatePem: string; assertion: string },
): SandboxInfo {
  const secretOf = ({ clientId, clientSecret = '' }: SandboxClient) => ({ clientId, clientSecret })
  return {
    url: origin,
    organization,
    tenant: accounts.tenant,
    tokenUrl: `${origin}/${accounts.tenant}/oauth2/v2.0/token`,
    authUrl: `${origin}/${accounts.tenant}/oauth2/v2.0/authorize`,
    ...secretOf(accounts.member),
    pat: accounts.pat,
    expiredPat: accounts.expiredPat,
    outsider: secretOf(accounts.outsider),
    deviceCodeUrl: `${origin}/${accounts.tenant}/oauth2/v2.0/devicecode`,
    publicClient: { clientId: accounts.publicClient.clientId },
    webClient: secretOf(accounts.webClient),
    expiredSecretClient: secretOf(accounts.expiredSecretClient),
    certificateClient: {
      clientId: accounts.certificateClient.clientId,
      certificatePem: proofs.certificatePem,
    },
    federatedClient: { clientId: accounts.federatedClient.clientId, assertion: proofs.assertion },
    managedIdentityUrl: `${origin}${METADATA_PATH}`,
    managedIdentityHeader: accounts.managedIdentityHeader,
    managedIdentity: { clientId: accounts.userAssignedIdentity.clientId },
    users: accounts.users.map(({ displayName, uniqueName, password }) => ({
      displayName,
      uniqueName,
      password,
    })),
    seed: options.seed,
    projects: options.projects,
    workItems: options.workItems,
  }
}
