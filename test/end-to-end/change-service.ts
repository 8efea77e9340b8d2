import type { SandboxInfo } from '../../sandbox/sandbox.js'

/** Changes what the service has, with its PAT, as another program beside ours does. */
export interface ServiceChanges {
  /** Sets fields of a work item, by reference name. */
  update(id: number, fields: Readonly<Record<string, unknown>>): Promise<void>
  create(project: string, type: string, fields: Readonly<Record<string, unknown>>): Promise<number>
  remove(id: number): Promise<void>
  restore(id: number): Promise<void>
  destroy(id: number): Promise<void>
  /** Any other request; gives its JSON. */
  send(method: string, path: string, body?: unknown, contentType?: string): Promise<unknown>
  /** Moves the service's clock by seconds. */
  moveClock(seconds: number): Promise<void>
}

export function changeService(info: SandboxInfo): ServiceChanges {
  const send = async (method: string, path: string, body?: unknown, contentType = 'application/json') => {
    const url = new URL(`${info.url}/${info.organization}/${path}`)
    if (!url.searchParams.has('api-version')) url.searchParams.set('api-version', '7.1')
    const answer = await fetch(url, {
      method,
      headers: {
        authorization: `Basic ${Buffer.from(`:${info.pat}`).toString('base64')}`,
        'content-type': contentType,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const text = await answer.text()
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`)
    return text === '' ? undefined : (JSON.parse(text) as unknown)
  }
  const patch = (fields: Readonly<Record<string, unknown>>) =>
    Object.entries(fields).map(([name, value]) => ({ op: 'add', path: `/fields/${name}`, value }))
  const asPatch = 'application/json-patch+json'
  return {
    send,
    async update(id, fields) {
      await send('PATCH', `_apis/wit/workitems/${id}`, patch(fields), asPatch)
    },
    async create(project, type, fields) {
      const path = `${encodeURIComponent(project)}/_apis/wit/workitems/$${encodeURIComponent(type)}`
      const made = (await send('POST', path, patch(fields), asPatch)) as { id: number }
      return made.id
    },
    async remove(id) {
      await send('DELETE', `_apis/wit/workitems/${id}`)
    },
    async restore(id) {
      await send('PATCH', `_apis/wit/recyclebin/${id}`, { isDeleted: false })
    },
    async destroy(id) {
      await send('DELETE', `_apis/wit/workitems/${id}?destroy=true`)
    },
    async moveClock(seconds) {
      const answer = await fetch(`${info.url}/_sandbox/clock`, {
        method: 'POST',
        body: JSON.stringify({ advanceSeconds: seconds }),
      })
      if (!answer.ok) throw new Error(await answer.text())
    },
  }
}
