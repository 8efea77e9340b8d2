import { beforeEach, expect } from 'vitest'
import { client, type Answer, type Client, type Json } from './devops-client.js'

export const version = 'api-version=7.1'
export const agile = 'Fabrikam%20Fiber'
export const scrum = "Contoso's%20Web%20Shop"
export const basic = encodeURIComponent('Zażółć – 東京 ✓')
export const patchType = { 'content-type': 'application/json-patch+json' }
export const common = 'Microsoft.VSTS.Common'
export const parent = 'System.LinkTypes.Hierarchy-Reverse'
export const child = 'System.LinkTypes.Hierarchy-Forward'
export const related = 'System.LinkTypes.Related'
/** The sandbox of the test that runs. */
export let box: Client

/** Gives every test of the file a sandbox of its own. */
export function eachWithItsOwnSandbox(): void {
  beforeEach(() => {
    box = client({ seed: 11, projects: 4, workItems: 200 })
  })
}

export interface Operation {
  op: string
  path: string
  value?: unknown
  from?: string
}

export const field = (name: string, value: unknown, op = 'add'): Operation => ({
  op,
  path: `/fields/${name}`,
  value,
})
export const link = (rel: string, id: number, attributes?: unknown): Operation => ({
  op: 'add',
  path: '/relations/-',
  value: { rel, url: `http://sandbox.test/fabrikam/_apis/wit/workItems/${id}`, attributes },
})

export function create(type: string, operations: Operation[], query = '', project = agile): Promise<Answer> {
  const path = `/${project}/_apis/wit/workitems/$${encodeURIComponent(type)}?${version}${query}`
  return box.send('POST', path, patchType, JSON.stringify(operations))
}

export async function newId(
  type = 'Task',
  title = 'New',
  more: Operation[] = [],
  project = agile,
): Promise<number> {
  const { status, body } = await create(type, [field('System.Title', title), ...more], '', project)
  if (status !== 200) throw new Error(body.message)
  return body.id
}

export function update(id: number, operations: Operation[], query = ''): Promise<Answer> {
  return box.send(
    'PATCH',
    `/_apis/wit/workitems/${id}?${version}${query}`,
    patchType,
    JSON.stringify(operations),
  )
}

/** Stops the sandbox's clock at a time. */
export function stopAt(time: number): void {
  box.clock.now = () => time
}

export const read = async (id: number, query = '?$expand=all') =>
  (await box.get(`/_apis/wit/workitems/${id}${query}`)).body as Json

export const ruleErrors = (answer: Answer) => {
  expect(answer.status).toBe(400)
  expect(answer.body.typeKey).toBe('RuleValidationException')
  expect(answer.body.eventId).toBe(3200)
  return answer.body.customProperties.RuleValidationErrors as Json[]
}
