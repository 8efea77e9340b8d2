import { createClock, type Clock } from '../../sandbox/clock.js'
import { createOrganization } from '../../sandbox/data/create-organization.js'
import type { Organization } from '../../sandbox/data/organization.js'
import type { DevOpsAnswer, DevOpsIdentity } from '../../sandbox/devops/devops-request.js'
import { createDevOps } from '../../sandbox/devops/routes.js'

/** Whatever JSON.parse gives: answers are of many shapes. */
export type Json = ReturnType<typeof JSON.parse>

export interface Answer extends DevOpsAnswer {
  body: Json
}

export interface Client {
  organization: Organization
  clock: Clock
  me: DevOpsIdentity
  get(path: string, headers?: Record<string, string>): Promise<Answer>
  post(path: string, body: unknown, headers?: Record<string, string>): Promise<Answer>
  send(
    method: string,
    path: string,
    headers: Record<string, string>,
    body?: string,
    deployment?: boolean,
  ): Promise<Answer>
  /** Ids of a query, in its order; throws the error's message. */
  ids(query: string, address?: string): Promise<number[]>
  /** All items, by id, as workitemsbatch gives them. */
  items(): Promise<Item[]>
}

export interface Item {
  id: number
  rev: number
  fields: Record<string, Json>
}

/** Calls the endpoints as the server does: every body makes the way through JSON. */
export function client(options: { seed: number; projects: number; workItems: number }): Client {
  const organization = createOrganization(options)
  const clock = createClock()
  const devops = createDevOps(organization, () => 'http://sandbox.test', clock)
  const me = organization.people[2] as DevOpsIdentity
  const send = async (
    method: string,
    path: string,
    headers: Record<string, string>,
    body = '',
    deployment = false,
  ): Promise<Answer> => {
    const url = new URL(`http://sandbox.test${path}`)
    const request = { method, path: url.pathname, query: url.searchParams, headers, identity: me, deployment }
    const answer = await devops.handle({ ...request, body: Buffer.from(body) })
    return {
      ...answer,
      body: answer.body === undefined ? undefined : JSON.parse(JSON.stringify(answer.body)),
    }
  }
  const json = { 'content-type': 'application/json' }
  const post = (path: string, body: unknown, headers: Record<string, string> = json) =>
    send('POST', path, headers, JSON.stringify(body))
  return {
    organization,
    clock,
    me,
    send,
    post,
    get: (path, headers = {}) => send('GET', path, headers),
    async ids(query, address = '/_apis/wit/wiql?api-version=7.1') {
      const answer = await post(address, { query })
      if (answer.status !== 200) throw new Error(`${answer.status} ${answer.body.message}`)
      return answer.body.workItems.map((item: { id: number }) => item.id)
    },
    async items() {
      const ids = Array.from({ length: organization.items.count }, (_, index) =>
        organization.items.idAt(index),
      )
      const items: Item[] = []
      for (let from = 0; from < ids.length; from += 200) {
        const page = ids.slice(from, from + 200)
        const answer = await post('/_apis/wit/workitemsbatch?api-version=7.1', {
          ids: page,
          $expand: 'fields',
        })
        items.push(...answer.body.value)
      }
      return items
    },
  }
}
