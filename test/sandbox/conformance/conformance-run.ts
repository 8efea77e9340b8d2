import { readdirSync } from 'node:fs'
import { createRouteTable } from '../../../sandbox/devops/route-table.js'
import type { Route, Scope } from '../../../sandbox/devops/route.js'
import { routes } from '../../../sandbox/devops/routes.js'
import type { Answer, Client } from '../devops-client.js'
import type { ConformanceCase } from './conformance-case.js'

const folder = new URL('./', import.meta.url)
const table = createRouteTable(routes)

/** The cases of every area, by the name of the file they stand in. */
export async function conformanceCases(): Promise<{ area: string; cases: readonly ConformanceCase[] }[]> {
  const files = readdirSync(folder).filter((file) => file.endsWith('-cases.ts'))
  return Promise.all(
    files.map(async (file) => {
      const exported = (await import(new URL(file, folder).href)) as Record<
        string,
        readonly ConformanceCase[]
      >
      return { area: file.replace('-cases.ts', ''), cases: Object.values(exported).flat() }
    }),
  )
}

/** Sends the request of a case; gives its answer and the route that served it. */
export async function sendCase(
  box: Client,
  one: ConformanceCase,
): Promise<{ answer: Answer; route: Route | undefined }> {
  const address = typeof one.address === 'string' ? one.address : await one.address(box)
  const body = one.makeBody ? one.makeBody(box) : one.body
  const headers: Record<string, string> =
    body === undefined ? {} : { 'content-type': one.contentType ?? 'application/json' }
  const text = body === undefined ? '' : typeof body === 'string' ? body : JSON.stringify(body)
  const answer = await box.send(one.method, address, headers, text, one.deployment)
  return { answer, route: routeOf(one, address) }
}

function routeOf({ method, deployment }: ConformanceCase, address: string): Route | undefined {
  const parts = address.split('?')[0]!.split('/').filter(Boolean).map(decodeURIComponent)
  const at = parts.findIndex((part) => part.toLowerCase() === '_apis')
  const scope: Scope | undefined = deployment
    ? 'deployment'
    : (['organization', 'project', 'team'] as const)[at]
  return scope && table.find(method, scope, parts.slice(at + 1))?.route
}
