import { afterEach, beforeEach, expect, test } from 'vitest'
import type { RestClient, RestRequest } from '../../src/rest/rest-client.js'
import type { Paging } from '../../src/tables/table-definition.js'
import { openClient, sendJson, startServiceServer, type ServiceServer } from './service-server.js'

let server: ServiceServer
let client: RestClient
beforeEach(async () => {
  server = await startServiceServer()
  client = openClient(server.url).client
})
afterEach(async () => {
  await client.close()
  await server.close()
})

const request: RestRequest = { host: 'core', method: 'GET', path: '/_apis/things', query: { kind: 'all' } }
const numbers = (from: number, to: number): number[] =>
  Array.from({ length: Math.max(0, to - from) }, (_, i) => from + i)

/** A list of `total` numbers that pages as Azure DevOps does, both ways. */
function serveNumbers(total: number): void {
  server.answer = ({ query }, response) => {
    const top = Number(query.$top ?? 100)
    const skip = Number(query.$skip ?? query.continuationToken ?? 0)
    const value = numbers(skip, Math.min(total, skip + top))
    const more = skip + top < total && query.$skip === undefined
    sendJson(
      response,
      200,
      { count: value.length, value },
      more ? { 'x-ms-continuationtoken': String(skip + top) } : {},
    )
  }
}

async function read(paging: Paging, limit?: number): Promise<unknown[]> {
  const all: unknown[] = []
  for await (const page of client.pages(request, paging, { limit })) all.push(...page)
  return all
}

test.each<[string, Paging, number]>([
  ['$top and $skip', { style: 'top-skip', size: 10 }, 3],
  ['the continuation header', { style: 'continuation-header', size: 10 }, 3],
  ['the continuation header without a size', { style: 'continuation-header' }, 1],
])('a list is read to its end by %s', async (_, paging, requests) => {
  serveNumbers(25)
  expect(await read(paging)).toEqual(numbers(0, 25))
  expect(server.received).toHaveLength(requests)
  expect(server.received.every(({ query }) => query.kind === 'all')).toBe(true)
})

test.each<[string, Paging]>([
  ['$top and $skip', { style: 'top-skip', size: 10 }],
  ['the continuation header', { style: 'continuation-header', size: 10 }],
])('a limit ends the list by %s, and nothing more is asked', async (_, paging) => {
  serveNumbers(100)
  expect(await read(paging, 15)).toEqual(numbers(0, 15))
  expect(server.received).toHaveLength(2)
})

test('a limit smaller than a page asks for a smaller page', async () => {
  serveNumbers(100)
  expect(await read({ style: 'top-skip', size: 50 }, 3)).toEqual([0, 1, 2])
  expect(server.received.map(({ query }) => query.$top)).toEqual(['3'])
})

test('a limit of 0 asks nothing', async () => {
  expect(await read({ style: 'none' }, 0)).toEqual([])
  expect(server.received).toHaveLength(0)
})

test('a reader that stops early asks for no further page', async () => {
  serveNumbers(100)
  for await (const _ of client.pages(request, { style: 'top-skip', size: 10 })) break
  expect(server.received).toHaveLength(1)
})

test('empty pages do not end a list by continuation header', async () => {
  server.answer = (_, response, nth) =>
    sendJson(
      response,
      200,
      { value: nth === 3 ? [1] : [] },
      nth < 3 ? { 'x-ms-continuationtoken': `t+/=#${nth}` } : {},
    )
  expect(await read({ style: 'continuation-header' })).toEqual([1])
  expect(server.received[2]!.query.continuationToken).toBe('t+/=#2')
})

test('null elements are left out, and still count as part of their page', async () => {
  server.answer = (_, response, nth) => sendJson(response, 200, { value: nth === 1 ? [1, null] : [2] })
  expect(await read({ style: 'top-skip', size: 2 })).toEqual([1, 2])
})

test.each([
  ['a bare array', [1, 2], [1, 2]],
  ['a null list', { count: 0, value: null }, []],
])('%s is a list', async (_, body, expected) => {
  server.answer = (__, response) => sendJson(response, 200, body)
  expect(await read({ style: 'none' })).toEqual(expected)
})

test('an answer without a list is SERVICE_ANSWER_INVALID', async () => {
  server.answer = (_, response) => sendJson(response, 200, { id: 1 })
  await expect(read({ style: 'none' })).rejects.toMatchObject({ code: 'SERVICE_ANSWER_INVALID' })
})

test('a token that comes twice is SERVICE_ANSWER_INVALID, not an endless list', async () => {
  server.answer = (_, response, nth) =>
    sendJson(response, 200, { value: [nth] }, { 'x-ms-continuationtoken': 'same' })
  await expect(read({ style: 'continuation-header' })).rejects.toMatchObject({
    code: 'SERVICE_ANSWER_INVALID',
  })
})

test('a server that ignores $skip is SERVICE_ANSWER_INVALID, not an endless list', async () => {
  server.answer = (_, response) => sendJson(response, 200, { value: [1, 2] })
  await expect(read({ style: 'top-skip', size: 2 })).rejects.toMatchObject({ code: 'SERVICE_ANSWER_INVALID' })
})

test('a page that fails ends the list with its error, after the pages before', async () => {
  server.answer = (_, response, nth) =>
    nth === 1 ? sendJson(response, 200, { value: [1, 2] }) : sendJson(response, 500, {})
  const got: unknown[] = []
  const reading = (async () => {
    for await (const page of client.pages(request, { style: 'top-skip', size: 2 })) got.push(...page)
  })()
  await expect(reading).rejects.toMatchObject({ code: 'SERVICE_FAILED' })
  expect(got).toEqual([1, 2])
})
