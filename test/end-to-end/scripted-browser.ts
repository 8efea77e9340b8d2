/** A page that the browser shows. */
export interface Page {
  readonly url: string
  readonly status: number
  readonly html: string
  readonly title: string
  readonly forms: readonly Form[]
}

export interface Form {
  readonly action: string
  readonly method: 'get' | 'post'
  readonly fields: readonly Field[]
}

export interface Field {
  readonly kind: 'input' | 'button'
  readonly type: string
  readonly name: string
  readonly value: string
  /** What a button says. */
  readonly label: string
}

/**
 * A browser without a screen, over plain HTTP (for a real one see real-browser.ts): follows redirections, keeps
 * cookies by origin, reads forms. It runs no scripts; the sandbox's pages need none. It goes to this machine only: an
 * address elsewhere ends the walk there, as with a Return URL that somebody else hosts.
 */
export interface ScriptedBrowser {
  /** Every address visited, in order. */
  readonly visited: readonly string[]
  open(url: string): Promise<Page>
  /** Submits the page's form: what it holds, changed by `values`, with the button of that label (or the first). */
  submit(page: Page, values: Readonly<Record<string, string>>, button?: RegExp): Promise<Page>
}

export function openScriptedBrowser(): ScriptedBrowser {
  const cookies = new Map<string, Map<string, string>>()
  const visited: string[] = []

  const load = async (url: string, body?: URLSearchParams): Promise<Page> => {
    let next: { url: string; body?: URLSearchParams } = { url, body }
    for (let hops = 0; hops < 20; hops++) {
      visited.push(next.url)
      const at = new URL(next.url)
      if (!/^(127\.0\.0\.1|localhost|\[::1\])$/.test(at.hostname))
        return { url: next.url, status: 0, html: '', title: '', forms: [] }
      const jar = cookies.get(at.host) ?? new Map<string, string>()
      cookies.set(at.host, jar)
      const response = await fetch(next.url, {
        redirect: 'manual',
        method: next.body === undefined ? 'GET' : 'POST',
        body: next.body,
        headers: { cookie: [...jar].map(([name, value]) => `${name}=${value}`).join('; ') },
      })
      for (const line of response.headers.getSetCookie()) {
        const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
        if (value === '' || /;\s*max-age=0\b/i.test(line)) jar.delete(name)
        else jar.set(name, value)
      }
      const location = response.headers.get('location')
      const html = await response.text()
      if (location === null || response.status < 300 || response.status > 399)
        return {
          url: next.url,
          status: response.status,
          html,
          title: titleOf(html),
          forms: formsOf(html, at),
        }
      next = {
        url: new URL(location, at).href,
        body: response.status === 307 || response.status === 308 ? next.body : undefined,
      }
    }
    throw new Error(`more than 20 redirections from ${url}`)
  }

  return {
    visited,
    open: (url) => load(url),
    submit(page, values, button) {
      const form =
        page.forms.find((candidate) => button === undefined || buttonsOf(candidate, button).length > 0) ??
        page.forms[0]
      if (form === undefined) throw new Error(`${page.url} has no form: ${page.html.slice(0, 400)}`)
      const body = new URLSearchParams()
      for (const field of form.fields)
        if (field.kind === 'input' && field.name !== '' && field.type !== 'submit')
          body.set(field.name, field.value)
      const pressed = buttonsOf(form, button ?? /./)[0]
      if (pressed !== undefined && pressed.name !== '') body.set(pressed.name, pressed.value)
      for (const [name, value] of Object.entries(values)) body.set(name, value)
      if (form.method === 'post') return load(form.action, body)
      const url = new URL(form.action)
      url.search = body.toString()
      return load(url.href)
    },
  }
}

/** Someone who signs in. */
export interface Person {
  readonly uniqueName: string
  readonly password: string
}

/**
 * Walks a sign-in from its first page until the browser leaves `provider` (an origin): user name and password, then
 * consent, which `answer` gives or takes back. Gives the page it ended at.
 */
export async function walkSignIn(
  browser: ScriptedBrowser,
  url: string,
  provider: string,
  person: Person,
  answer: 'accept' | 'cancel' = 'accept',
): Promise<Page> {
  let page = await browser.open(url)
  for (let pages = 0; pages < 10; pages++) {
    if (new URL(page.url).origin !== provider || page.forms.length === 0) return page
    const inputs = page.forms.flatMap((form) => form.fields).filter((field) => field.kind === 'input')
    const password = inputs.find((field) => field.type === 'password')
    if (password !== undefined) {
      const name = inputs.find((field) => /^(text|email)$/.test(field.type))!
      page = await browser.submit(page, { [name.name]: person.uniqueName, [password.name]: person.password })
    } else if (answer === 'cancel' && /cancel|deny|refuse/i.test(page.html)) {
      page = await browser.submit(page, {}, /cancel|deny|refuse/i)
    } else {
      page = await browser.submit(page, {})
    }
  }
  throw new Error(`the sign-in does not come to an end: ${page.url}`)
}

function buttonsOf(form: Form, label: RegExp): Field[] {
  return form.fields.filter(
    (field) =>
      (field.kind === 'button' || field.type === 'submit') && label.test(`${field.label} ${field.value}`),
  )
}

function titleOf(html: string): string {
  return decoded(/<title>([^<]*)<\/title>/i.exec(html)?.[1] ?? '')
}

function formsOf(html: string, at: URL): Form[] {
  return [...html.matchAll(/<form\b([^>]*)>([\s\S]*?)<\/form>/gi)].map(([, attributes = '', inner = '']) => ({
    action: new URL(attribute(attributes, 'action') || at.href, at).href,
    method: /post/i.test(attribute(attributes, 'method')) ? 'post' : 'get',
    fields: [...inner.matchAll(/<(input|button)\b([^>]*)>(?:([^<]*)<\/button>)?/gi)].map(
      ([, kind = '', of = '', label = '']) => ({
        kind: kind.toLowerCase() as Field['kind'],
        type: (attribute(of, 'type') || 'text').toLowerCase(),
        name: attribute(of, 'name'),
        value: attribute(of, 'value'),
        label: decoded(label),
      }),
    ),
  }))
}

function attribute(tag: string, name: string): string {
  const found = new RegExp(`\\b${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)'|([^\\s>]+))`, 'i').exec(tag)
  return decoded(found?.[1] ?? found?.[2] ?? found?.[3] ?? '')
}

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" }

function decoded(text: string): string {
  return text.replace(/&(amp|lt|gt|quot|#39|#x27);/gi, (whole, name: string) =>
    name === '#x27' ? "'" : (entities[name.toLowerCase()] ?? whole),
  )
}
