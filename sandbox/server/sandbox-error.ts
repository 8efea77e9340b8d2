/** What the sandbox refuses to start or to do, with what to do next in `hint`. It has no stack of interest to a user. */
export class SandboxError extends Error {
  override readonly name = 'SandboxError'

  constructor(
    message: string,
    readonly hint: string,
    options?: { cause?: unknown },
  ) {
    super(message, options)
  }
}
