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
  /**
   * Hands out every work item: queries for the ids, 19,999 each, and batches of 200, `requestsAtOnce` of them. The next
   * query is asked for while the batches of the one before are read.
   */
  readEach(take: (items: readonly WorkItem[]) => void): Promise<void>
  /** All of them. */
  readAll(): Promise<readonly WorkItem[]>
  readBatch(ids: readonly number[]): Promise<readonly WorkItem[]>
  close(): Promise<void>
}

const idsPerBatch = 200
const idsPerQuery = 19_999
/** As many as one read of work items has under way when answers are quick. */
export const requestsAtOnce = 10

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

  const readEach = async (take: (items: readonly WorkItem[]) => void): Promise<void> => {
    let above = 0
    const batches: (readonly number[])[] = []
    let last = false
    let wake: (() => void)[] = []
    const query = async (): Promise<void> => {
      while (!last) {
        const asked = `SELECT [System.Id] FROM WorkItems WHERE [System.Id] > ${above} ORDER BY [System.Id]`
        const path = `wiql?$top=${idsPerQuery}&timePrecision=true&`
        const found = await post<{ workItems: { id: number }[] }>(path, { query: asked })
        const ids = found.workItems.map(({ id }) => id)
        for (let i = 0; i < ids.length; i += idsPerBatch) batches.push(ids.slice(i, i + idsPerBatch))
        above = ids.at(-1) ?? above
        last = ids.length < idsPerQuery
        for (const one of wake.splice(0)) one()
      }
    }
    const worker = async (): Promise<void> => {
      for (;;) {
        const batch = batches.shift()
        if (batch) take(await readBatch(batch))
        else if (last) return
        else await new Promise<void>((resolve) => (wake = [...wake, resolve]))
      }
    }
    await Promise.all([query(), ...Array.from({ length: requestsAtOnce }, worker)])
  }

  return {
    connection: { Auth: 'Pat', PersonalAccessToken: pat, Organization: organization, Url: url },
    readBatch,
    readEach,
    async readAll() {
      const items: WorkItem[] = []
      await readEach((some) => void items.push(...some))
      return items
    },
    close: () => agent.destroy(),
  }
}
