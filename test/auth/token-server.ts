import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Connection } from '../../src/settings/connection.js'

/** What the token server is asked, and what it answers. */
export interface TokenRequest {
  /** With the query. */
  readonly path: string
  readonly form: URLSearchParams
  readonly headers: IncomingMessage['headers']
}
export interface TokenReply {
  readonly status?: number
  readonly headers?: Record<string, string>
  /** An object is sent as JSON. */
  readonly body: unknown
}

/** A real HTTP server in the place of a token endpoint. */
export interface TokenServer {
  readonly url: string
  readonly requests: TokenRequest[]
  /** What comes next; may be changed at any time. */
  reply: (request: TokenRequest, index: number) => TokenReply | Promise<TokenReply>
  close(): Promise<void>
}

export async function startTokenServer(): Promise<TokenServer> {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const asked = {
        path: request.url ?? '',
        form: new URLSearchParams(Buffer.concat(chunks).toString()),
        headers: request.headers,
      }
      tokens.requests.push(asked)
      void Promise.resolve(tokens.reply(asked, tokens.requests.length)).then(
        ({ status = 200, headers, body }) => {
          const json = typeof body !== 'string'
          response.writeHead(status, {
            'content-type': json ? 'application/json; charset=utf-8' : 'text/html',
            ...headers,
          })
          response.end(json ? JSON.stringify(body) : body)
        },
      )
    })
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const tokens: TokenServer = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/tenant/oauth2/v2.0/token`,
    requests: [],
    reply: (_, index) => ({
      body: { token_type: 'Bearer', expires_in: 3599, access_token: `token-${index}` },
    }),
    close: () =>
      new Promise((closed) => {
        server.close(() => closed())
        server.closeAllConnections()
      }),
  }
  return tokens
}

/** A connection by App Credentials, as the settings would give it. */
export function appConnection(tokenUrl: string, more: Partial<Connection> = {}): Connection {
  return {
    name: 'work',
    auth: 'AppCredentials',
    tokenUrl,
    clientId: 'the-client-id',
    clientSecret: 'the-client-secret',
    scopes: ['https://app.vssps.visualstudio.com/.default'],
    url: 'https://dev.azure.com',
    organization: 'contoso',
    apiVersion: '7.0',
    retry: { mode: 'RetryWhenStatusCodeMatch', statusCodes: [429], countMax: 5, multiplyWaitTime: true },
    ...more,
  }
}

/** An error body as Entra writes it. */
export function entraError(error: string, code: number, text: string): Record<string, unknown> {
  const tail = '\r\nTrace ID: 1f2e\r\nCorrelation ID: 3d4c\r\nTimestamp: 2026-05-12 10:00:00Z'
  return {
    error,
    error_description: `AADSTS${code}: ${text}${tail}`,
    error_codes: [code],
    timestamp: '2026-05-12 10:00:00Z',
    trace_id: '1f2e',
    correlation_id: '3d4c',
    error_uri: `https://login.microsoftonline.com/error?code=${code}`,
  }
}

/** An unsigned JWT with these claims. */
export function jwt(claims: Record<string, unknown>): string {
  const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url')
  return `${part({ alg: 'none', typ: 'JWT' })}.${part(claims)}.`
}
