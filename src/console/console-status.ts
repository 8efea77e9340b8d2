/** What the console shows. No secret is in it. */
export interface ConsoleStatus {
  readonly version: string
  readonly gateway: {
    readonly host: string
    readonly port: number
    readonly database: string
    readonly user: string
  }
  readonly connections: readonly ConsoleConnection[]
}

export interface ConsoleConnection {
  readonly name: string
  readonly auth: string
  readonly organization: string
  readonly isDefault: boolean
}
