/** The faces of one error code: what each kind of caller sees of it. */
export interface CodeFaces {
  /** Five characters a PostgreSQL driver acts on (PostgreSQL manual, Appendix A). */
  readonly sqlstate: string
  /** Status of the console's HTTP API. */
  readonly http: number
  /** Exit code of the CLI: 1 the operation failed, 2 wrong usage. */
  readonly exit: 1 | 2
  /** True when the same call may succeed later with nothing changed by the user. */
  readonly retryable: boolean
  /** One sentence for docs/errors.md. */
  readonly about: string
}

/** Every error the product can report. Codes are stable: never renamed, never reused. */
export const codes = {
  USAGE: {
    sqlstate: '22023',
    http: 400,
    exit: 2,
    retryable: false,
    about: 'The command line is not understood.',
  },
  SETTING_UNKNOWN: {
    sqlstate: '22023',
    http: 400,
    exit: 2,
    retryable: false,
    about: 'A setting of that name does not exist.',
  },
  SETTING_INVALID: {
    sqlstate: '22023',
    http: 400,
    exit: 2,
    retryable: false,
    about: 'A setting has a value that cannot be used.',
  },
  SETTING_MISSING: {
    sqlstate: '22023',
    http: 400,
    exit: 2,
    retryable: false,
    about: 'A setting that the way of signing in needs is not given.',
  },
  CONNECTION_STRING_INVALID: {
    sqlstate: '22023',
    http: 400,
    exit: 2,
    retryable: false,
    about: 'A connection string is not in the form Key=Value;…',
  },
  CONNECTION_NAME_INVALID: {
    sqlstate: '22023',
    http: 400,
    exit: 2,
    retryable: false,
    about: 'A connection cannot have that name.',
  },
  CONNECTION_UNKNOWN: {
    sqlstate: '22023',
    http: 404,
    exit: 1,
    retryable: false,
    about: 'No connection of that name is set up.',
  },
  CONNECTION_EXISTS: {
    sqlstate: '22023',
    http: 409,
    exit: 1,
    retryable: false,
    about: 'A connection of that name is set up already.',
  },
  TABLE_UNKNOWN: {
    sqlstate: '42P01',
    http: 404,
    exit: 1,
    retryable: false,
    about: 'No table of that name exists.',
  },
  HOME_UNUSABLE: {
    sqlstate: '58030',
    http: 500,
    exit: 1,
    retryable: false,
    about: 'AZDO_HOME cannot be read or written.',
  },
  FILE_UNUSABLE: {
    sqlstate: '58030',
    http: 500,
    exit: 1,
    retryable: false,
    about: 'A file the user named cannot be read or written.',
  },
  SIGN_IN_REFUSED: {
    sqlstate: '28000',
    http: 401,
    exit: 1,
    retryable: false,
    about: 'The identity provider or Azure DevOps refused the credential.',
  },
  SIGN_IN_UNREACHABLE: {
    sqlstate: '08006',
    http: 502,
    exit: 1,
    retryable: true,
    about: 'The token URL could not be reached.',
  },
  SIGN_IN_ANSWER_INVALID: {
    sqlstate: '08P01',
    http: 502,
    exit: 1,
    retryable: false,
    about: 'The token URL answered something that is not a token.',
  },
  SERVICE_UNREACHABLE: {
    sqlstate: '08006',
    http: 502,
    exit: 1,
    retryable: true,
    about: 'Azure DevOps could not be reached.',
  },
  SERVICE_DENIED: {
    sqlstate: '42501',
    http: 403,
    exit: 1,
    retryable: false,
    about: 'The identity may not do this in Azure DevOps.',
  },
  SERVICE_NOT_FOUND: {
    sqlstate: '22023',
    http: 404,
    exit: 1,
    retryable: false,
    about: 'Azure DevOps has no such thing, or the identity may not see it.',
  },
  SERVICE_REFUSED: {
    sqlstate: '22023',
    http: 400,
    exit: 1,
    retryable: false,
    about: 'Azure DevOps refused the request as wrong.',
  },
  SERVICE_CONFLICT: {
    sqlstate: '40001',
    http: 409,
    exit: 1,
    retryable: true,
    about: 'Someone else changed the same thing meanwhile.',
  },
  SERVICE_THROTTLED: {
    sqlstate: '53400',
    http: 429,
    exit: 1,
    retryable: true,
    about: 'Azure DevOps throttles this identity, beyond the retry settings.',
  },
  SERVICE_FAILED: {
    sqlstate: '58000',
    http: 502,
    exit: 1,
    retryable: true,
    about: 'Azure DevOps reported a failure of its own.',
  },
  SERVICE_ANSWER_INVALID: {
    sqlstate: '08P01',
    http: 502,
    exit: 1,
    retryable: true,
    about: 'Azure DevOps answered something that is not what its documentation says.',
  },
  SERVICE_ANSWER_CHANGED: {
    sqlstate: '40001',
    http: 409,
    exit: 1,
    retryable: true,
    about: 'A list of Azure DevOps changed each time it was read, so that rows may have been missed.',
  },
  PROTOCOL_VIOLATION: {
    sqlstate: '08P01',
    http: 400,
    exit: 1,
    retryable: false,
    about: 'A client sent something that is not the PostgreSQL protocol.',
  },
  STATEMENT_CANCELED: {
    sqlstate: '57014',
    http: 499,
    exit: 1,
    retryable: true,
    about: 'The statement was cancelled while its data was being read.',
  },
  STATEMENT_UNSUPPORTED: {
    sqlstate: '0A000',
    http: 400,
    exit: 1,
    retryable: false,
    about: 'The gateway cannot give a right answer to this statement.',
  },
  CALL_REFUSED: {
    sqlstate: '42501',
    http: 403,
    exit: 1,
    retryable: false,
    about: 'The SQL function rest() was asked for a request that it does not make.',
  },
  REQUESTS_LIMITED: {
    sqlstate: '54000',
    http: 400,
    exit: 1,
    retryable: false,
    about: 'The statement would take more requests to Azure DevOps than azdo.max_requests allows.',
  },
  QUERY_FAILED: {
    sqlstate: 'XX000',
    http: 400,
    exit: 1,
    retryable: false,
    about: 'PostgreSQL refused or failed the statement; the message is its own.',
  },
  DATABASE_UNAVAILABLE: {
    sqlstate: '08006',
    http: 503,
    exit: 1,
    retryable: true,
    about: 'The PostgreSQL behind the gateway could not be started or reached.',
  },
  PORT_UNUSABLE: {
    sqlstate: '58000',
    http: 500,
    exit: 1,
    retryable: false,
    about: 'The port is used by another program, or may not be used.',
  },
  SESSION_REQUIRED: {
    sqlstate: '28000',
    http: 401,
    exit: 1,
    retryable: false,
    about: 'The console was asked without a session of it, or the session is over.',
  },
  LINK_REFUSED: {
    sqlstate: '28000',
    http: 401,
    exit: 1,
    retryable: false,
    about: 'A one-time link of the console was used before, has expired, or is not one.',
  },
  REQUEST_REFUSED: {
    sqlstate: '42501',
    http: 403,
    exit: 1,
    retryable: false,
    about:
      'The console was asked by another site, under another name, or without the proof that a page of it asks.',
  },
  REQUEST_INVALID: {
    sqlstate: '22023',
    http: 400,
    exit: 1,
    retryable: false,
    about: 'A request to the console is not what it understands.',
  },
  ADDRESS_UNKNOWN: {
    sqlstate: '22023',
    http: 404,
    exit: 1,
    retryable: false,
    about: 'There is nothing at this address of the console.',
  },
  SANDBOX_INVALID: {
    sqlstate: '22023',
    http: 400,
    exit: 2,
    retryable: false,
    about: 'The sandbox cannot be started with these options.',
  },
  INTERNAL: {
    sqlstate: 'XX000',
    http: 500,
    exit: 1,
    retryable: false,
    about: 'A fault in azdo-connector itself.',
  },
} as const satisfies Record<string, CodeFaces>

/** A code of the registry. */
export type ErrorCode = keyof typeof codes
