import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

/** Microsoft's OpenAPI files; a checkout need not have them. */
export const specificationFolder = resolve(
  fileURLToPath(new URL('../../../..', import.meta.url)),
  'shared/specs',
)

/** Whether they are there. */
export const specificationsPresent = existsSync(resolve(specificationFolder, 'wit/workItemTracking.json'))

/** A schema as those files write it (Swagger 2.0). */
export interface Schema {
  type?: string
  format?: string
  enum?: unknown[]
  $ref?: string
  items?: Schema
  properties?: Record<string, Schema>
  required?: string[]
  allOf?: Schema[]
  additionalProperties?: Schema
}

/** One operation of a file. */
export interface Operation {
  operationId: string
  responses: Record<string, { schema?: Schema }>
  'x-ms-examples'?: Record<string, { $ref: string }>
}

export interface Specification {
  paths: Record<string, Record<string, Operation>>
  'x-ms-paths'?: Record<string, Record<string, Operation>>
  definitions: Record<string, Schema>
}

const read = new Map<string, Specification>()

/** The file of that name below the folder, e.g. `git/git.json`. */
export function specification(file: string): Specification {
  const known = read.get(file)
  if (known) return known
  const parsed = JSON.parse(readFileSync(resolve(specificationFolder, file), 'utf8')) as Specification
  read.set(file, parsed)
  return parsed
}

/** The operations at a path, whatever query string the file gives them beside it; `path` comes after the organization. */
export function operationsAt(file: string, method: string, path: string): Operation[] {
  const { paths, 'x-ms-paths': more = {} } = specification(file)
  const wanted = bare(path)
  return [...Object.entries(paths), ...Object.entries(more)].flatMap(([at, operations]) => {
    const operation = operations[method.toLowerCase()]
    return operation && bare(at) === wanted ? [operation] : []
  })
}

function bare(path: string): string {
  return path
    .replace(/^\/\{organization\}/, '')
    .split('?')[0]!
    .toLowerCase()
}

/** An example of an operation: what was answered to what. */
export interface Example {
  /** Below the folder, e.g. `git/examples/refs/GET__refs.json`. */
  file: string
  area: string
  operationId: string
  /** The same form as a case gives it, with the method. */
  method: string
  path: string
  specification: string
  responses: Record<string, { body?: unknown }>
}

/** Every example that is there, with its operation. */
export function publishedExamples(): Example[] {
  const examples: Example[] = []
  for (const area of readdirSync(specificationFolder)) {
    const folder = resolve(specificationFolder, area)
    if (!existsSync(resolve(folder, 'examples'))) continue
    for (const name of readdirSync(folder).filter((file) => file.endsWith('.json'))) {
      const file = `${area}/${name}`
      const { paths, 'x-ms-paths': more = {} } = specification(file)
      for (const [path, operations] of [...Object.entries(paths), ...Object.entries(more)]) {
        for (const [method, operation] of Object.entries(operations)) {
          for (const { $ref } of Object.values(operation['x-ms-examples'] ?? {})) {
            const example = `${area}/${$ref.replace('./httpExamples/', 'examples/')}`
            const at = resolve(specificationFolder, example)
            if (!existsSync(at)) continue
            const { responses } = JSON.parse(readFileSync(at, 'utf8')) as Pick<Example, 'responses'>
            examples.push({
              file: example,
              area,
              operationId: operation.operationId,
              method: method.toUpperCase(),
              path: bare(path),
              specification: file,
              responses,
            })
          }
        }
      }
    }
  }
  return examples
}
