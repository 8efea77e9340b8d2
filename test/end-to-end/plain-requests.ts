import type { SandboxInfo } from '../../sandbox/sandbox.js'

/** A work item as the service gives it. */
export interface WorkItem {
  readonly id: number
  readonly fields: Readonly<Record<string, unknown>>
}

/** What the service answers when it is asked the plain way, with its PAT: the truth that SQL is held against. */
export async function askService<T>(info: SandboxInfo, path: string, body?: unknown): Promise<T> {
  const answer = await fetch(`${info.url}/${info.organization}${path}`, {
    method: body === undefined ? 'GET' : 'POST',
    headers: {
      authorization: `Basic ${Buffer.from(`:${info.pat}`).toString('base64')}`,
      'content-type': 'application/json',
    },
    body: body === undefined ? undefined : JSON.stringify(body),
  })
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`)
  return (await answer.json()) as T
}

/** Every work item with every field. */
export async function readWorkItems(info: SandboxInfo): Promise<WorkItem[]> {
  const query = 'SELECT [System.Id] FROM WorkItems ORDER BY [System.Id]'
  const { workItems } = await askService<{ workItems: { id: number }[] }>(
    info,
    '/_apis/wit/wiql?api-version=7.0',
    { query },
  )
  const found: WorkItem[] = []
  for (let at = 0; at < workItems.length; at += 200) {
    const ids = workItems.slice(at, at + 200).map(({ id }) => id)
    const path = '/_apis/wit/workitemsbatch?api-version=7.0'
    found.push(...(await askService<{ value: WorkItem[] }>(info, path, { ids })).value)
  }
  return found
}
