import { Agent, request } from 'undici'

/** A work item as the service sends it. */
export interface WorkItem {
  readonly id: number
  readonly fields: Readonly<Record<string, unknown>>
}

/** A service read with nothing but an HTTP client: the least that any reader of it must do. */
export interface Service {
  /** Settings of a connection to it. */
  readonly connection: Readonly<Record<string, string>>
  /** Every work item: a query for the ids, then batches of 200, 8 at once. */
  readAll(): Promise<readonly WorkItem[]>
  readBatch(ids: readonly number[]): Promise<readonly WorkItem[]>
  close(): Promise<void>
}

const idsPerBatch = 200
const requestsAtOnce = 8

/** @param url of a sandbox. */
export async function openService(url: string): Promise<Service> {
  const agent = new Agent({ connections: requestsAtOnce })
  const info = (await (await request(`${url}/_sandbox`, { dispatcher: agent })).body.json()) as Record<
    string,
    string
  >
  const { organization, pat } = info as { organization: string; pat: string }
  const headers = {
    authorization: `Basic ${Buffer.from(`:${pat}`).toString('base64')}`,
    'content-type': 'application/json',
  }
  const post = async <T>(path: string, body: unknown): Promise<T> => {
    const address = `${url}/${organization}/_apis/wit/${path}api-version=7.0`
    const answer = await request(address, {
      dispatcher: agent,
      method: 'POST',
      headers,
      body: JSON.stringify(body),
    })
    if (answer.statusCode !== 200) throw new Error(`${path} was answered with ${answer.statusCode}`)
    return (await answer.body.json()) as T
  }
  const readBatch = async (ids: readonly number[]): Promise<readonly WorkItem[]> =>
    (await post<{ value: WorkItem[] }>('workitemsbatch?', { ids, errorPolicy: 'omit' })).value

  return {
    connection: { Auth: 'Pat', PersonalAccessToken: pat, Organization: organization, Url: url },
    readBatch,
    async readAll() {
      const query = 'SELECT [System.Id] FROM WorkItems ORDER BY [System.Id]'
      const found = await post<{ workItems: { id: number }[] }>('wiql?$top=19999&timePrecision=true&', {
        query,
      })
      const ids = found.workItems.map(({ id }) => id)
      const items: WorkItem[] = []
      let next = 0
      const worker = async (): Promise<void> => {
        while (next < ids.length) items.push(...(await readBatch(ids.slice(next, (next += idsPerBatch)))))
      }
      await Promise.all(Array.from({ length: requestsAtOnce }, worker))
      return items
    },
    close: () => agent.destroy(),
  }
}
