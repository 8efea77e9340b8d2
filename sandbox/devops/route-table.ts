import type { Route, Scope } from './route.js'

/** A route whose pattern fits a path, with the values of its parts. */
export interface Match {
  route: Route
  path: Record<string, string>
}

type Part = { literal: string } | { name: string; prefix: string } | { rest: string }

interface CompiledRoute {
  route: Route
  parts: readonly Part[]
}

/** Finds the routes for a request. */
export interface RouteTable {
  /** `parts` are those after `_apis`, decoded. Where several patterns fit, the one with literal parts wins. */
  find(method: string, scope: Scope, parts: readonly string[]): Match | undefined
}

/** Indexes routes by method and first part, which every pattern has as a literal. */
export function createRouteTable(routes: readonly Route[]): RouteTable {
  const index = new Map<string, CompiledRoute[]>()
  for (const route of routes) {
    const parts = route.pattern.split('/').map(readPart)
    const [first] = parts
    const key = `${route.method} ${first && 'literal' in first ? first.literal : ''}`
    const list = index.get(key)
    if (list) list.push({ route, parts })
    else index.set(key, [{ route, parts }])
  }
  for (const list of index.values()) list.sort((a, b) => rank(a) - rank(b))

  return {
    find(method, scope, parts) {
      for (const { route, parts: wanted } of index.get(`${method} ${parts[0]?.toLowerCase() ?? ''}`) ?? []) {
        const path = route.scope.includes(scope) ? match(wanted, parts) : undefined
        if (path) return { route, path }
      }
      return undefined
    },
  }
}

function readPart(text: string): Part {
  const rest = /^\{\*(\w+)\}$/.exec(text)?.[1]
  if (rest !== undefined) return { rest }
  const [, prefix, name] = /^(\$?)\{(\w+)\}$/.exec(text) ?? []
  return name === undefined ? { literal: text.toLowerCase() } : { name, prefix: prefix ?? '' }
}

/** Literals before prefixed parts before plain ones before the rest, looking from the left. */
function rank({ parts }: CompiledRoute): number {
  return parts.reduce((sum, part, at) => {
    const weight = 'literal' in part ? 0 : 'rest' in part ? 3 : part.prefix === '' ? 2 : 1
    return sum + weight * 4 ** (10 - at)
  }, 0)
}

function match(wanted: readonly Part[], parts: readonly string[]): Record<string, string> | undefined {
  const values: Record<string, string> = {}
  for (const [at, part] of wanted.entries()) {
    if ('rest' in part) {
      values[part.rest] = parts.slice(at).join('/')
      return parts.length > at ? values : undefined
    }
    const actual = parts[at]
    if (actual === undefined) return undefined
    if ('literal' in part) {
      if (actual.toLowerCase() !== part.literal) return undefined
    } else {
      if (!actual.startsWith(part.prefix)) return undefined
      values[part.name] = actual.slice(part.prefix.length)
    }
  }
  return parts.length === wanted.length ? values : undefined
}
