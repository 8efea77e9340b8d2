import { request as httpRequest, type IncomingHttpHeaders } from 'node:http'
import type { SecretKind } from '../whole-suite/suite-folder.js'
import { recordWritten } from '../whole-suite/suite-record.js'

/** What a program sends; `headers` of undefined leave out those of the session. */
export interface Asked {
  readonly method?: string
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string | undefined>>
  readonly signal?: AbortSignal
}

export interface Answered {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly text: string
  readonly json: any
}

/** A browser as the console sees one, without the pages. */
export interface ConsoleClient {
  readonly origin: string
  readonly cookie: string
  readonly csrf: string
  ask(path: string, asked?: Asked): Promise<Answered>
  /** The JSON of a success; fails with what is answered otherwise. */
  json(path: string, asked?: Asked): Promise<any>
  /** The lines of a stream, as they come. */
  lines(path: string, asked?: Asked): AsyncGenerator<any, void, void>
  all(path: string, asked?: Asked): Promise<any[]>
}

/** Sends a request with exactly these headers. Every answer is kept for the check of the whole run. */
export function sendTo(origin: string, path: string, asked: Asked = {}): Promise<Answered> {
  const { method = 'GET', body, headers = {}, signal } = asked
  const given = Object.entries(headers).filter((pair): pair is [string, string] => pair[1] !== undefined)
  return new Promise((resolve, reject) => {
    const sent = httpRequest(
      `${origin}${path}`,
      { method, headers: { ...Object.fromEntries(given), ...(body !== undefined && jsonType) }, signal },
      (answer) => {
        let text = ''
        answer.setEncoding('utf8').on('data', (piece: string) => (text += piece))
        answer.on('error', reject)
        answer.on('end', () => {
          recordWritten(`the console's answer to ${method} ${path}`, text, mayShow(path))
          const json = /json/.test(answer.headers['content-type'] ?? '') ? tryJson(text) : undefined
          resolve({ status: answer.statusCode!, headers: answer.headers, text, json })
        })
      },
    )
    sent.on('error', reject)
    sent.end(body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body))
  })
}

const jsonType = { 'content-type': 'application/json' }

/** The texts for other programs hold the gateway's password. */
function mayShow(path: string): readonly SecretKind[] {
  return path.endsWith('/dsn') ? ['database password'] : []
}

function tryJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Opens the one-time link. */
export async function comeIn(link: string): Promise<ConsoleClient> {
  const { origin, hash } = new URL(link)
  const opened = await sendTo(origin, '/api/session', { method: 'POST', body: { code: hash.slice(1) } })
  if (opened.status !== 200) throw new Error(`the link was refused: ${opened.text}`)
  const cookie = String(opened.headers['set-cookie']).split(';')[0]!
  const { csrf } = opened.json as { csrf: string }
  const full = (asked: Asked): Asked => ({
    ...asked,
    headers: { cookie, origin, 'x-azdo-csrf': csrf, ...asked.headers },
  })
  const client: ConsoleClient = {
    origin,
    cookie,
    csrf,
    ask: (path, asked = {}) => sendTo(origin, `/api${path}`, full(asked)),
    async json(path, asked) {
      const { status, json, text } = await client.ask(path, asked)
      if (status !== 200) throw new Error(`${path}: ${status} ${text}`)
      return json
    },
    async *lines(path, asked = {}) {
      const { method = 'POST', body, headers, signal } = full(asked)
      const answer = await fetch(`${origin}/api${path}`, {
        method,
        headers: { ...(headers as Record<string, string>), ...(body !== undefined && jsonType) },
        body: body === undefined ? undefined : JSON.stringify(body),
        signal,
      })
      if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`)
      let rest = ''
      for await (const piece of answer.body!.pipeThrough(new TextDecoderStream())) {
        const lines = (rest + piece).split('\n')
        rest = lines.pop()!
        for (const line of lines) {
          recordWritten(`a line of ${path}`, line)
          yield JSON.parse(line)
        }
      }
    },
    async all(path, asked) {
      const lines: any[] = []
      for await (const line of client.lines(path, asked)) lines.push(line)
      return lines
    },
  }
  return client
}
