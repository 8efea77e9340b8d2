/*
 * What requests cost in TSTU. The service's formula is not public; two of its prices are known (facts 4: a list of
 * projects 0.0036, all fields of a type with $expand=All 1.12), and that bulk reads by reporting are cheaper than
 * queries and batches. The rest is the sandbox's decision, made so that about 100,000 work items read in batches
 * use up a user's 200 TSTU.
 */

/** A request as far as its price goes. */
export interface PricedRequest {
  method: string
  /** After the organization. */
  path: string
  /** The query as text. */
  query: string
  /** Things in the answer's list; 1 for a single one. */
  rows: number
  /** Work items that a query looks through. */
  scanned: number
}

/** What a request cost. */
export interface Price {
  tstu: number
  /** What is used up, as the service names it in its headers and messages. */
  resource: string
  /** Whether the service tells the price in X-RateLimit-Cost: it does on work item endpoints (facts 4). */
  told: boolean
}

const READING_POST = /^\/_apis\/(wit\/(wiql|workitemsbatch|queriesbatch|reporting)|.*batch$|.*query$)/

/** The resource that a request to the path uses. */
export function resourceOf(path: string): string {
  return /\/_apis\/wit(\/|$)/i.test(path) ? 'WorkItemTrackingResource' : 'Services'
}

/** The price of a request that was carried out. */
export function priceOf({ method, path, query, rows, scanned }: PricedRequest): Price {
  const lowered = path.toLowerCase()
  const address = lowered.slice(Math.max(0, lowered.indexOf('/_apis')))
  const resource = resourceOf(path)
  const told = resource === 'WorkItemTrackingResource'
  const reads = method === 'GET' || method === 'HEAD' || (method === 'POST' && READING_POST.test(address))
  const price = (tstu: number): Price => ({ tstu, resource, told })
  if (!reads) return price(told ? 0.2 : 0.1)
  if (!told) return price(0.003 + 0.0002 * rows)
  if (/^\/_apis\/wit\/wiql/.test(address)) return price(0.05 + 0.000_01 * scanned + 0.0001 * rows)
  if (/^\/_apis\/wit\/reporting/.test(address)) return price(0.02 + 0.0005 * rows)
  if (/^\/_apis\/wit\/workitemtypes\/[^/]+\/fields$/.test(address) && /expand=all/i.test(query))
    return price(1.12)
  return price(0.008 + 0.002 * rows)
}

/** Things in the list of an answer's body, 1 when it has none. */
export function rowsOf(body: unknown): number {
  if (typeof body !== 'object' || body === null) return 1
  const { value, values, workItems, workItemRelations } = body as Record<string, unknown>
  const list = [value, values, workItems, workItemRelations].find(Array.isArray)
  return list === undefined ? 1 : list.length
}
