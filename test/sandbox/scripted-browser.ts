/** A page the browser has come to. */
export interface Page {
  readonly url: string
  readonly status: number
  readonly html: string
}

/** Where the browser was sent outside of the sandbox: a Return URL, with what it carries. */
export interface Departure {
  readonly departed: URL
}

/** A browser without scripts: keeps cookies, follows redirects within the sandbox, fills and submits forms. */
export interface ScriptedBrowser {
  open(url: string): Promise<Page | Departure>
  /** Submits the page's form with these fields over its hidden ones; a button is a field too. */
  submit(page: Page | Departure, fields: Record<string, string>): Promise<Page | Departure>
}

const text = (value: string) =>
  value.replace(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code))).replaceAll('&amp;', '&')
const attribute = (tag: string, name: string) => {
  const value = new RegExp(`\\b${name}="([^"]*)"`).exec(tag)?.[1]
  return value === undefined ? undefined : text(value)
}

export function scriptedBrowser(origin: string): ScriptedBrowser {
  const cookies = new Map<string, { value: string; path: string }>()

  const go = async (address: string, body?: URLSearchParams): Promise<Page | Departure> => {
    let url = new URL(address)
    let form = body
    for (let hop = 0; hop < 20; hop++) {
      if (url.origin !== origin) return { departed: url }
      const sent = [...cookies]
        .filter(([, { path }]) => url.pathname === path || url.pathname.startsWith(path.replace(/\/?$/, '/')))
        .map(([key, { value }]) => `${key.split(' ')[0]}=${value}`)
      const response = await fetch(url, {
        method: form ? 'POST' : 'GET',
        headers: { Accept: 'text/html', ...(sent.length > 0 ? { Cookie: sent.join('; ') } : {}) },
        redirect: 'manual',
        ...(form ? { body: form } : {}),
      })
      for (const line of response.headers.getSetCookie()) keep(line)
      const location = response.headers.get('location')
      if (location === null) return { url: url.href, status: response.status, html: await response.text() }
      await response.arrayBuffer()
      url = new URL(location, url)
      form = undefined
    }
    throw new Error('too many redirects')
  }
  const keep = (line: string) => {
    const [pair = '', ...attributes] = line.split(';').map((part) => part.trim())
    const name = pair.slice(0, pair.indexOf('='))
    const path = attributes.find((one) => /^path=/i.test(one))?.slice(5) ?? '/'
    const ended = attributes.some((one) => /^expires=thu, 01 jan 1970/i.test(one))
    if (ended) cookies.delete(`${name} ${path}`)
    else cookies.set(`${name} ${path}`, { value: pair.slice(name.length + 1), path })
  }

  return {
    open: (url) => go(url),
    submit(page, fields) {
      if (!('html' in page)) throw new Error(`no page: ${page.departed.href}`)
      const form = /<form\b[^>]*>/.exec(page.html)?.[0]
      if (form === undefined) throw new Error(`no form: ${page.html}`)
      const hidden = [...page.html.matchAll(/<input type="hidden"[^>]*>/g)].map(([tag]): [string, string] => [
        attribute(tag, 'name') ?? '',
        attribute(tag, 'value') ?? '',
      ])
      const action = new URL(attribute(form, 'action') ?? page.url, page.url)
      return go(action.href, new URLSearchParams({ ...Object.fromEntries(hidden), ...fields }))
    },
  }
}

export const departed = (where: Page | Departure): URL => {
  if ('departed' in where) return where.departed
  throw new Error(`still at ${where.url} (${where.status}): ${where.html}`)
}

export const page = (where: Page | Departure): Page => {
  if ('html' in where) return where
  throw new Error(`left for ${where.departed.href}`)
}
