import { badArgument } from '../devops-error.js'
import type { EndpointCall } from '../route.js'

/** Where a reader of a reporting stream stands. */
export interface StreamPlace {
  /** Everything up to this one has been read. */
  watermark: number
  /** Changes before this time are not wanted (milliseconds); 0 for all. */
  since: number
}

/**
 * The place a request goes on from. A token is also valid after the last batch: what has changed since comes then
 * (facts 5.4). It keeps the start time of the first request, with which it must not be combined.
 */
export function readPlace(call: EndpointCall): StreamPlace {
  const token = call.query('continuationToken') ?? ''
  const start = call.query('startDateTime') ?? ''
  if (token !== '' && start !== '')
    throw badArgument('The parameters continuationToken and startDateTime must not be used together.')
  if (token !== '') {
    const [, watermark, since] = /^(\d{1,15});(\d{1,15})$/.exec(token) ?? []
    if (since === undefined) throw badArgument(`The continuation token "${token}" is not valid.`)
    return { watermark: Number(watermark), since: Number(since) }
  }
  const since = start === '' ? 0 : Date.parse(start)
  if (Number.isNaN(since)) throw badArgument(`The value "${start}" of startDateTime is not a date.`)
  return { watermark: 0, since: Math.max(0, since) }
}

/** A batch: its values, the token and the address of what comes next, and whether anything is there yet. */
export function batchAnswer<T>(
  call: EndpointCall,
  resource: string,
  batch: { values: T[]; place: StreamPlace; isLast: boolean },
): { values: T[]; nextLink: string; continuationToken: string; isLastBatch: boolean } {
  const continuationToken = `${batch.place.watermark};${batch.place.since}`
  const query = new URLSearchParams(call.request.query)
  for (const name of [...query.keys()])
    if (/^(continuationToken|startDateTime)$/i.test(name)) query.delete(name)
  query.set('continuationToken', continuationToken)
  const scope = call.project ? `${call.base}/${call.project.id}` : call.base
  return {
    values: batch.values,
    nextLink: `${scope}/_apis/wit/reporting/${resource}?${query.toString()}`,
    continuationToken,
    isLastBatch: batch.isLast,
  }
}

/** The texts of a list parameter, in lower case; undefined when it is absent or empty. */
export function lowerSet(texts: readonly string[] | undefined): ReadonlySet<string> | undefined {
  const found = texts?.map((text) => text.trim().toLowerCase()).filter((text) => text !== '')
  return found === undefined || found.length === 0 ? undefined : new Set(found)
}
