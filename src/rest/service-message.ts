/** What a failed answer of the service says about itself. */
export interface ServiceMessage {
  /** The service's own words, one line, at most 600 characters; undefined when it gave none. */
  readonly message: string | undefined
  /** `typeKey` of the body, or else the TF or VS number in front of the message. */
  readonly serviceCode: string | undefined
  /** True for a web page. */
  readonly isHtml: boolean
  /** True when the page or header is that of an interactive sign-in. */
  readonly isSignInPage: boolean
}

/**
 * Reads the message out of whatever form a failed answer has (facts 2.3, 3.3, 9): the usual JSON body, the
 * web framework's `value.Message`, a web page's title, plain text, nothing; and the URL-encoded `X-TFS-ServiceError`
 * header, which carries the reason of some refusals. `headers`: names in lower case.
 */
export function readServiceMessage(headers: Readonly<Record<string, string>>, text: string): ServiceMessage {
  const body = text.replace(/^\uFEFF/, '').trim()
  const type = headers['content-type'] ?? ''
  const isHtml = /html/i.test(type) || /^<(!doctype|html|head|body)/i.test(body)
  const told = oneLine(decoded(headers['x-tfs-serviceerror']))
  const json = isHtml ? undefined : parsed(body)
  const title = isHtml ? oneLine(/<title[^>]*>([^<]*)<\/title>/i.exec(body)?.[1]) : undefined
  const isSignInPage =
    (isHtml && (/sign.?in/i.test(title ?? '') || /_signin|login\.microsoftonline\.com/i.test(body))) ||
    /\/_signin|login\.microsoftonline\.com/i.test(headers.location ?? '')
  const message =
    oneLine(jsonMessage(json)) ?? told ?? title ?? (isHtml || json !== undefined ? undefined : oneLine(body))
  const typeKey =
    isObject(json) && typeof json.typeKey === 'string' && json.typeKey ? json.typeKey : undefined
  return {
    message,
    serviceCode: typeKey ?? /\b(?:TF|VS)\d{3,}\b/.exec(message ?? '')?.[0],
    isHtml,
    isSignInPage,
  }
}

function jsonMessage(json: unknown): string | undefined {
  if (!isObject(json)) return undefined
  const nested = isObject(json.value) ? json.value : {}
  for (const candidate of [json.message, json.Message, nested.Message, nested.message]) {
    if (typeof candidate === 'string' && candidate.trim() !== '') return candidate
  }
  return undefined
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}

function decoded(header: string | undefined): string | undefined {
  if (header === undefined) return undefined
  const spaced = header.replaceAll('+', ' ')
  try {
    return decodeURIComponent(spaced)
  } catch {
    return spaced
  }
}

const entities: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  '#39': "'",
  nbsp: ' ',
}

function oneLine(text: string | undefined): string | undefined {
  const line = text
    ?.replace(/&(amp|lt|gt|quot|#39|nbsp);/g, (_, name: string) => entities[name] ?? '')
    .replace(/\s+/g, ' ')
    .trim()
  return line ? line.slice(0, 600) : undefined
}
