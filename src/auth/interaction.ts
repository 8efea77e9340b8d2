/** How a sign-in talks with the person. What shows it, a terminal or a web page, implements it. */
export interface Interaction {
  /** Shows the sign-in page; false when there is no browser to open (the address is then shown). */
  openBrowser(url: string): Promise<boolean>
  /** The sign-in address, to be shown to the person. */
  showAddress(url: string): void
  /** A device code, where and how to enter it. */
  showDeviceCode(code: DeviceCode): void
  /** Asks for the code or the whole address that a foreign Return URL ended at; undefined when the person gives up. */
  askForAnswer(prompt: string): Promise<string | undefined>
  /** The person's wish; undefined: the browser where one can be opened. */
  readonly way?: 'browser' | 'device-code'
}

/** What the person needs to sign in on another device (RFC 8628, 3.2). */
export interface DeviceCode {
  readonly userCode: string
  readonly verificationUri: string
  /** The provider's own words, or ours where it has none. */
  readonly message: string
  readonly expiresInSeconds: number
}
