import { channel } from 'node:diagnostics_channel'
import type { ServerResponse } from 'node:http'
import { formatWithOptions } from 'node:util'
import { folderVariable } from './suite-folder.js'
import { recordSecret, startWriting } from './suite-record.js'

/*
 * Runs in each process of the tests before a test file: keeps what the process itself prints, and makes known the
 * tokens and codes that web servers in it give out, sandboxes among them.
 */

if (process.env[folderVariable] !== undefined) {
  for (const name of ['stdout', 'stderr'] as const) {
    const stream = process[name]
    const record = startWriting(`${name} of the tests' own process`)
    const write = stream.write.bind(stream) as (...given: unknown[]) => boolean
    stream.write = ((...given: unknown[]) => {
      record(String(given[0]))
      return write(...given)
    }) as typeof stream.write
  }
  for (const name of ['log', 'info', 'warn', 'error', 'debug'] as const) {
    const record = startWriting("the console of the tests' own process")
    const print = console[name].bind(console)
    console[name] = (...given: unknown[]) => {
      record(`${formatWithOptions({ colors: false }, ...given)}\n`)
      print(...given)
    }
  }
  channel('http.server.request.start').subscribe((message) => {
    const { response } = message as { response: ServerResponse }
    const end = response.end.bind(response) as (...given: unknown[]) => ServerResponse
    response.end = ((...given: unknown[]) => {
      const ended = end(...given)
      for (const token of tokensIn(given[0])) recordSecret('token', token)
      recordSecret('authorization code', codeIn(response))
      return ended
    }) as typeof response.end
  })
}

/** Tokens in the body of an answer. What is shorter is a word that a test made up, and not secret. */
function tokensIn(body: unknown): string[] {
  if (typeof body !== 'string' && !Buffer.isBuffer(body)) return []
  return [...body.toString().matchAll(/"(?:access|refresh|id)_token"\s*:\s*"([^"]{16,})"/g)].map(
    ([, token]) => token!,
  )
}

/** The code in the address that an answer sends the browser to. Its header is only in Node's own text of it. */
function codeIn(response: ServerResponse): string | undefined {
  const { _header: header } = response as { _header?: string | null }
  return /^location:.*[?&]code=([\w.~-]{16,})/im.exec(header ?? '')?.[1]
}
