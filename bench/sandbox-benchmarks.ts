import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { request, Agent } from 'undici'
import type { Service } from './http-loop.js'

/** Requests under way at once. */
const requestsAtOnce = 16
const milliseconds = 4000

/** One kind of request: how many a second the sandbox answers, and a server that only sends the same bytes. */
export interface SandboxRate {
  readonly what: string
  readonly perSecond: number
  readonly barePerSecond: number
}

/** How fast the sandbox is, so that a measurement of a read can tell the connector from it. */
export async function benchSandbox(url: string, service: Service): Promise<SandboxRate[]> {
  const { Organization: organization = '', PersonalAccessToken: pat = '' } = service.connection
  const headers = {
    authorization: `Basic ${Buffer.from(`:${pat}`).toString('base64')}`,
    'content-type': 'application/json',
  }
  // Ids of the sandbox have every tenth missing.
  const idsFrom = (start: number): number[] =>
    Array.from({ length: 222 }, (_, at) => start + at)
      .filter((id) => id % 10 !== 0)
      .slice(0, 200)
  const batch = '/_apis/wit/workitemsbatch?api-version=7.1'
  const kinds = [
    {
      what: 'single work items',
      path: (n: number) => `/_apis/wit/workitems/${((n * 7919) % 10_000) * 10 + 1}`,
    },
    {
      what: 'batches of 200',
      path: () => batch,
      body: (n: number) => JSON.stringify({ ids: idsFrom(1 + ((n * 7919) % 9_000) * 10) }),
    },
  ]
  const rates: SandboxRate[] = []
  for (const { what, path, body } of kinds) {
    const send = async (base: string, agent: Agent, n: number): Promise<string> => {
      const answer = await request(`${base}/${organization}${path(n)}`, {
        dispatcher: agent,
        headers,
        ...(body ? { method: 'POST', body: body(n) } : {}),
      })
      const text = await answer.body.text()
      if (answer.statusCode !== 200) throw new Error(`${what}: ${answer.statusCode} ${text.slice(0, 200)}`)
      return text
    }
    const perSecond = await rateOf((agent, n) => send(url, agent, n))
    const agent = new Agent()
    const bare = await bareServer(await send(url, agent, 1))
    await agent.destroy()
    rates.push({ what, perSecond, barePerSecond: await rateOf((one, n) => send(bare.url, one, n)) })
    bare.close()
  }
  return rates
}

async function rateOf(send: (agent: Agent, n: number) => Promise<unknown>): Promise<number> {
  const agent = new Agent({ connections: requestsAtOnce })
  let done = 0
  const until = performance.now() + milliseconds
  const worker = async (): Promise<void> => {
    while (performance.now() < until) await send(agent, done++)
  }
  await Promise.all(Array.from({ length: requestsAtOnce }, worker))
  await agent.destroy()
  return Math.round((done * 1000) / milliseconds)
}

/** A server that answers everything with one text. */
async function bareServer(text: string): Promise<{ url: string; close(): void }> {
  const server = createServer((incoming, response) => {
    incoming.resume()
    response.writeHead(200, { 'content-type': 'application/json' }).end(text)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => server.close(),
  }
}
