import type { Credential } from '../auth/credential.js'
import type { GatewayAddress } from '../client/gateway-address.js'
import type { Events } from '../events/events.js'
import type { TestStep } from '../rest/test-connection.js'
import type { Project } from '../rest/visible-projects.js'
import type { Connection } from '../settings/connection.js'
import type { Profiles } from '../settings/profiles.js'
import type { TableDefinition } from '../tables/table-definition.js'

/** A gateway session as the console shows it. Times are ms since 1970. */
export interface SeenSession {
  readonly id: number
  readonly user: string
  readonly application: string
  readonly openedAt: number
  readonly state: 'idle' | 'in transaction' | 'fetching' | 'running'
  readonly statement?: string
  readonly since: number
}

/** The gateway as the console uses it: like any client over the wire, and to see who else does. */
export interface ConsoleGateway extends GatewayAddress {
  sessions(): readonly SeenSession[]
  /** Cancels what a session runs, if anything. */
  cancel(session: number): void
}

/** What the console stands on; the composition root gives it. */
export interface ConsoleParts {
  /** A loopback address. */
  readonly host: string
  /** 0: any free one. */
  readonly port: number
  readonly version: string
  /** The folder of the built pages. */
  readonly pages: string
  readonly gateway: ConsoleGateway
  readonly profiles: Profiles
  readonly events: Events
  credential(connection: Connection): Promise<Credential>
  /** Forgets the stored token of a connection that was removed. */
  forgetToken(connection: string): Promise<void>
  /** Test Connection; `onStep` hears each step as it ends. */
  test(
    connection: Connection,
    onStep: (step: TestStep) => void,
    signal: AbortSignal,
  ): Promise<readonly TestStep[]>
  projects(connection: Connection): Promise<readonly Project[]>
  tables(connection: string): Promise<readonly TableDefinition[]>
  /** Starts the sandbox unless it runs, with a connection to it, whose name it gives. */
  readonly startSandbox?: () => Promise<string>
  /** Hears of each one-time link that takes the place of one that was used or has expired. */
  readonly onLink?: (link: string) => void
  /** ms since 1970. */
  readonly now?: () => number
}
