/** The pages, by the word after `#/`. */
export const pageNames = ['connections', 'query', 'explore', 'connect', 'health'] as const
/** One of the pages. */
export type PageName = (typeof pageNames)[number]

/** Where the person is: `#/query/orders?table=x` is page `query`, rest `['orders']`, and parameters. */
export interface Place {
  readonly page: PageName
  readonly rest: readonly string[]
  readonly parameters: Readonly<Record<string, string>>
}

let place = $state.raw<Place>(readPlace(location.hash))

/** The current place; reading `place` in an effect follows every move. */
export const router = {
  get place(): Place {
    return place
  },
  /** Moves to an address made by `addressOf`. */
  go(address: string): void {
    location.hash = address
  },
}

window.addEventListener('hashchange', () => {
  // Links inside a page, such as the skip link, are not places.
  if (location.hash.startsWith('#/') || location.hash === '') place = readPlace(location.hash)
})

/** The address of a page, to use as `href`. */
export function addressOf(
  page: PageName,
  rest: readonly string[] = [],
  parameters: Readonly<Record<string, string>> = {},
): string {
  const query = Object.entries(parameters)
    .map((pair) => pair.map(encodeURIComponent).join('='))
    .join('&')
  return `#/${[page, ...rest.map(encodeURIComponent)].join('/')}${query === '' ? '' : `?${query}`}`
}

function readPlace(hash: string): Place {
  const [path = '', query = ''] = hash.replace(/^#\/?/, '').split('?', 2)
  const [first = '', ...rest] = path.split('/').map(decoded)
  const page = pageNames.find((name) => name === first) ?? 'connections'
  const parameters = Object.fromEntries(new URLSearchParams(query))
  return { page, rest: rest.filter((part) => part !== ''), parameters }
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}
