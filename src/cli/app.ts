import type { Credential } from '../auth/credential.js'
import type { GatewayAddress } from '../client/gateway-address.js'
import type { Events } from '../events/events.js'
import type { SessionSight } from '../gateway/session-sight.js'
import type { TestStep } from '../rest/test-connection.js'
import type { Connection } from '../settings/connection.js'
import type { Profiles } from '../settings/profiles.js'
import type { ServerSettings } from '../settings/server-settings.js'
import type { TableDefinition } from '../tables/table-definition.js'

/** What the commands stand on; `main.ts` composes it. */
export interface App {
  readonly version: string
  readonly server: ServerSettings
  readonly profiles: Profiles
  readonly events: Events
  /** The sign-in of a connection, with its stored token. */
  credential(connection: Connection): Promise<Credential>
  /** Forgets the stored token of a connection that was removed. */
  forgetToken(connection: string): Promise<void>
  /** Test Connection; `onStep` hears each step as it ends, `signal` ends it. Stops at the first that fails. */
  test(
    connection: Connection,
    onStep: (step: TestStep) => void,
    signal?: AbortSignal,
  ): Promise<readonly TestStep[]>
  /**
   * The tables of a connection with the custom columns known of its organization (learned at an earlier read);
   * without a name, the tables every connection has.
   */
  tables(connection?: string): Promise<readonly TableDefinition[]>
  /** Starts database, engine and gateway. Port 0: any free one. Errors: PORT_UNUSABLE, DATABASE_UNAVAILABLE, HOME_UNUSABLE. */
  openGateway(options: GatewayOptions): Promise<RunningGateway>
  /** The gateway that another process of this AZDO_HOME serves, when it answers. */
  findGateway(): Promise<GatewayAddress | undefined>
  /** The client role's name and password, without starting the database; undefined before its first start. */
  clientRole(): Promise<{ readonly name: string; readonly password: string } | undefined>
  /** Starts the console's HTTP server. Errors: PORT_UNUSABLE. */
  openConsole(options: ConsoleOptions): Promise<RunningConsole>
  /** Starts the sandbox in this process. */
  startSandbox(options: SandboxSettings): Promise<RunningSandbox>
}

export interface GatewayOptions {
  readonly host: string
  readonly port: number
  /** Written down for `findGateway` when true: what `azdo start` does. */
  readonly announce: boolean
}

export interface RunningServer {
  readonly url: string
  close(): Promise<void>
}

export interface ConsoleOptions {
  readonly host: string
  readonly port: number
  readonly gateway: RunningGateway
  /** Hears of each one-time link that takes the place of one that was used or has expired. */
  readonly onLink?: (link: string) => void
  /** Starts the sandbox unless it runs; the name of the connection to it. Without it the console offers none. */
  readonly startSandbox?: () => Promise<string>
}

export interface RunningConsole extends RunningServer {
  /** The one-time link that opens the console in a browser. */
  link(): string
}

export interface RunningGateway extends GatewayAddress {
  /** The sessions that are open. */
  sessions(): readonly SessionSight[]
  /** Cancels what a session runs, if anything. */
  cancel(session: number): void
  close(): Promise<void>
}

export interface SandboxSettings {
  readonly port: number
  readonly seed: number
  readonly projects: number
  readonly workItems: number
  readonly latencyMs?: number
  readonly faults?: string
  readonly rateLimit?: number
  readonly log?: string
}

export interface RunningSandbox extends RunningServer {
  /** As `GET /_sandbox` answers. */
  readonly info: {
    readonly organization: string
    readonly tokenUrl: string
    readonly clientId: string
    readonly clientSecret: string
    readonly pat: string
    readonly url: string
  }
}

/** Composes an App. `home` replaces AZDO_HOME, `databaseUrl` replaces AZDO_DATABASE_URL. Errors: HOME_UNUSABLE, SETTING_INVALID. */
export type OpenApp = (options?: { readonly home?: string; readonly databaseUrl?: string }) => Promise<App>
