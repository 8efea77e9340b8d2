import type { Explained } from '../answer/answer.js'

type Scan = Explained['scans'][number]
/** A document as all formats can write it. */
type Value = string | number | boolean | readonly Value[] | { readonly [name: string]: Value }

/** What EXPLAIN's document calls the list of reads. */
const listName = 'Azure DevOps Scans'

/** The lines that EXPLAIN (FORMAT TEXT) shows below PostgreSQL's plan. */
export function explainLines({ scans }: Explained): readonly string[] {
  return scans.flatMap((scan) => {
    const { requests, expected, counted, readFirstFor, notPushed, actual } = scan
    return [
      `Azure DevOps Scan on ${scan.connection}.${scan.table}`,
      ...requests.flatMap(({ method, path, wiql }) => [
        `  Request: ${method} ${path}`,
        ...(wiql === undefined ? [] : [`    WIQL: ${wiql}`]),
      ]),
      `  Expected Calls: ${expected.atLeast ? 'at least ' : ''}${expected.calls}`,
      ...(counted ? ['  Counted By: WIQL, no rows are read'] : []),
      ...(readFirstFor === undefined ? [] : [`  Read First For: ${readFirstFor.replace(/\s+/g, ' ')}`]),
      ...notPushed.map(({ condition, why }) => `  Not Pushed: ${condition} (${why})`),
      ...(actual
        ? [
            `  Actual: ${actual.calls} calls, ${actual.rows} rows, ${actual.bytes} bytes, ${actual.ms} ms${actual.from ? ` (${actual.from})` : ''}`,
          ]
        : []),
    ]
  })
}

/** PostgreSQL's EXPLAIN document in another format than TEXT, with the reads of the service put into it. */
export function explainDocument(document: string, explained: Explained): string {
  const list = explained.scans.map(scanValue)
  if (explained.format === 'json') {
    const text = JSON.stringify(list, null, 2).replaceAll('\n', '\n    ')
    return before(document, /\n {2}\}\n\]\s*$/, `,\n    "${listName}": ${text}`)
  }
  if (explained.format === 'yaml') return `${document}\n  ${listName}: ${yaml(list, '    ')}`
  return before(document, /\n {2}<\/Query>\n<\/explain>\s*$/, `\n${xml(listName, list, '    ')}`)
}

function scanValue(scan: Scan): Value {
  const { connection, table, requests, expected, counted, readFirstFor, notPushed, actual } = scan
  return {
    Schema: connection,
    'Relation Name': table,
    Requests: requests.map(({ method, path, wiql }) => ({
      Method: method,
      Path: path,
      ...(wiql === undefined ? {} : { WIQL: wiql }),
    })),
    'Expected Calls': expected.calls,
    'Expected At Least': expected.atLeast,
    ...(counted && { 'Counted By': 'WIQL' }),
    ...(readFirstFor === undefined ? {} : { 'Read First For': readFirstFor }),
    'Not Pushed': notPushed.map(({ condition, why }) => ({ Condition: condition, Reason: why })),
    ...(actual && {
      'Actual Calls': actual.calls,
      'Actual Rows': actual.rows,
      'Actual Bytes': actual.bytes,
      'Actual Time': actual.ms,
      ...(actual.from && { 'Answered From': actual.from }),
    }),
  }
}

function before(document: string, end: RegExp, added: string): string {
  const at = document.search(end)
  return at < 0 ? document : document.slice(0, at) + added + document.slice(at)
}

function yaml(value: Value, indent: string): string {
  if (Array.isArray(value)) {
    const items = value as readonly Value[]
    if (items.length === 0) return '[]'
    return items.map((item) => `\n${indent}- ${yaml(item, `${indent}  `).trimStart()}`).join('')
  }
  if (typeof value !== 'object') return JSON.stringify(value)
  return Object.entries(value)
    .map(([name, member]) => `\n${indent}${name}: ${yaml(member, `${indent}  `)}`)
    .join('')
}

function xml(name: string, value: Value, indent: string): string {
  const tag = name.replaceAll(' ', '-')
  const inside = Array.isArray(value)
    ? (value as readonly Value[]).map((item) => xml('Item', item, `${indent}  `))
    : typeof value === 'object'
      ? Object.entries(value).map(([member, of]) => xml(member, of, `${indent}  `))
      : undefined
  if (inside === undefined) return `${indent}<${tag}>${escaped(String(value))}</${tag}>`
  return [`${indent}<${tag}>`, ...inside, `${indent}</${tag}>`].join('\n')
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
