import type { SandboxInfo } from '../../sandbox/sandbox.js'

/** Whatever JSON.parse gives: payloads are of many shapes. */
export type Json = ReturnType<typeof JSON.parse>

/** The service asked the plain way, with its PAT and a loop for each way of paging. Knows nothing of the product. */
export interface RawService {
  /** Requests made so far. */
  calls(): number
  /** One answer; undefined for 204 and 404. */
  one(path: string, version?: string): Promise<Json>
  /** The answer to a question sent by POST. */
  post(path: string, body: object): Promise<Json>
  /** A list that comes at once. */
  list(path: string, version?: string): Promise<Json[]>
  /** A list in pages by `x-ms-continuationtoken`; a body makes it POST, and the token then goes into the body. */
  byToken(path: string, options?: { version?: string; body?: object }): Promise<Json[]>
  /** A list in pages of `size` by parameters of these names. */
  bySkip(
    path: string,
    size: number,
    options?: { version?: string; names?: { top: string; skip: string } },
  ): Promise<Json[]>
  /** A stream of batches that says itself which is the last. */
  stream(path: string): Promise<Json[]>
}

type Place = Readonly<Record<string, string | number>>

export function rawService(info: SandboxInfo): RawService {
  let calls = 0
  const ask = async (path: string, version = '7.1', body?: object) => {
    calls++
    const url = new URL(`${info.url}/${info.organization}${path}`)
    url.searchParams.set('api-version', version)
    const answer = await fetch(url, {
      method: body ? 'POST' : 'GET',
      headers: {
        authorization: `Basic ${Buffer.from(`:${info.pat}`).toString('base64')}`,
        'content-type': 'application/json',
      },
      ...(body ? { body: JSON.stringify(body) } : {}),
    })
    if (answer.status === 404 || answer.status === 204) return { headers: answer.headers, json: undefined }
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`)
    return { headers: answer.headers, json: (await answer.json()) as Json }
  }
  const extended = (path: string, parameters: Place) => {
    const query = Object.entries(parameters).map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
    return `${path}${path.includes('?') ? '&' : '?'}${query.join('&')}`
  }
  return {
    calls: () => calls,
    one: async (path, version) => (await ask(path, version)).json,
    post: async (path, body) => (await ask(path, undefined, body)).json,
    list: async (path, version) => (await ask(path, version)).json?.value ?? [],
    async byToken(path, { version, body } = {}) {
      const found: Json[] = []
      for (let token: string | null | undefined; ;) {
        const place: Place = token ? { continuationToken: token } : {}
        const { headers, json } = body
          ? await ask(path, version, { ...body, ...place })
          : await ask(extended(path, place), version)
        found.push(...(json?.value ?? []))
        token = headers.get('x-ms-continuationtoken')
        if (!token) return found
      }
    },
    async bySkip(path, size, { version, names = { top: '$top', skip: '$skip' } } = {}) {
      const found: Json[] = []
      for (;;) {
        const { json } = await ask(
          extended(path, { [names.top]: size, [names.skip]: Math.max(found.length - 1, 0) }),
          version,
        )
        const page: Json[] = json?.value ?? []
        // As products do that notice when the list moves: each page begins with the last row of the one before.
        found.push(...(found.length > 0 ? page.slice(1) : page))
        if (page.length < size) return found
      }
    },
    async stream(path) {
      const found: Json[] = []
      for (let place: Place = {}; ;) {
        const { json } = await ask(extended(path, place))
        found.push(...json.values)
        if (json.isLastBatch) return found
        place = { continuationToken: json.continuationToken }
      }
    },
  }
}
