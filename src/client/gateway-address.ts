/** Where a gateway listens and how its clients sign in. */
export interface GatewayAddress {
  readonly host: string
  readonly port: number
  readonly database: string
  readonly user: string
  readonly password: string
}
