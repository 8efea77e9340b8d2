import { Ajv2019, type ValidateFunction } from 'ajv/dist/2019.js'
import { knownErrors } from './known-errors.js'
import { operationsAt, specification, type Schema } from './published-specification.js'

const date = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,7})?(Z|[+-]\d\d:\d\d)?$/

const ajv = new Ajv2019({
  strict: false,
  allErrors: true,
  formats: {
    'date-time': date,
    uuid: /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i,
    int32: true,
    int64: true,
    float: true,
    double: true,
    byte: true,
    binary: true,
    uri: true,
    password: true,
  },
})

const compiled = new Map<string, ValidateFunction>()

/**
 * What of an answer's body does not fit the published schema of its operation: names it does not know, values of
 * another type, missing required members. Empty when all fits. Where a file describes an operation more than once
 * (by query string), fitting one of them is enough.
 */
export function misfits(file: string, method: string, path: string, status: number, body: unknown): string[] {
  const operations = operationsAt(file, method, path)
  if (operations.length === 0) return [`${file} has no ${method} ${path}`]
  const found = operations.map((operation) => {
    const response = operation.responses[String(status)] ?? operation.responses['200']
    const schema = response?.schema
    if (!schema) return []
    // The files describe a list by its elements; the wire wraps it (facts 6).
    const list = schema.type === 'array' && !Array.isArray(body)
    if (list && !isList(body)) return ['the answer is no list {count, value}']
    const validate = validator(file, operation.operationId, schema)
    const value = list ? (body as { value: unknown }).value : body
    if (validate(value)) return []
    return (validate.errors ?? []).map(
      ({ instancePath, message, params }) => `${instancePath} ${message} ${JSON.stringify(params)}`,
    )
  })
  return found.sort((a, b) => a.length - b.length)[0] ?? []
}

function isList(body: unknown): body is { count: number; value: unknown[] } {
  if (typeof body !== 'object' || body === null) return false
  const { count, value } = body as { count?: unknown; value?: unknown }
  return Array.isArray(value) && count === value.length
}

function validator(file: string, operationId: string, schema: Schema): ValidateFunction {
  const key = `${file} ${operationId}`
  const known = compiled.get(key)
  if (known) return known
  const id = `specification:${file}`
  if (!ajv.getSchema(id)) {
    const definitions = Object.entries(specification(file).definitions)
    ajv.addSchema({
      $id: id,
      definitions: Object.fromEntries(definitions.map(([name, one]) => [name, closed(file, name, one)])),
    })
  }
  const made = ajv.compile(rewritten(schema, `${id}#/definitions/`) as object)
  compiled.set(key, made)
  return made
}

/** A definition in which unknown names are errors. Null stands for "no value" (facts 9), which the files cannot express. */
function closed(file: string, name: string, schema: Schema): unknown {
  const corrected = knownErrors.find(
    (error) => error.definition === name && (!error.file || error.file === file),
  )
  if (corrected?.schema) return corrected.schema
  const extra = corrected?.members ?? {}
  const all = { ...schema, properties: { ...schema.properties, ...extra } }
  const { required, ...rest } = rewritten(all, '#/definitions/') as Record<string, unknown>
  const bare = schema.type === 'object' && Object.keys(all.properties).length === 0 && !schema.allOf
  const isObject = schema.type === 'object' || schema.properties !== undefined || schema.allOf !== undefined
  if (bare || !isObject) return rest
  const open = corrected?.open === true || schema.additionalProperties !== undefined
  return {
    ...rest,
    ...(required && !corrected?.notRequired ? { required } : {}),
    // A base definition must let its heirs have more; those close it.
    ...(isBase(file, name) || open ? {} : { unevaluatedProperties: false }),
  }
}

const bases = new Map<string, Set<string>>()

function isBase(file: string, name: string): boolean {
  let names = bases.get(file)
  if (!names) {
    names = new Set(
      Object.values(specification(file).definitions)
        .flatMap(({ allOf = [] }) => allOf)
        .map(({ $ref }) => $ref?.split('/').pop() ?? ''),
    )
    bases.set(file, names)
  }
  return names.has(name)
}

/** The schema in the words of JSON Schema: references below `prefix`, null allowed, words whatever their case. */
function rewritten(schema: Schema, prefix: string): unknown {
  if (schema.$ref) return { anyOf: [{ $ref: prefix + schema.$ref.split('/').pop() }, { type: 'null' }] }
  const { type, items, properties, allOf, additionalProperties, enum: words, ...rest } = schema
  // A bare "object" in these files stands for any value, e.g. the allowed values of a field.
  const anything = type === 'object' && !properties && !allOf && !additionalProperties
  return {
    ...(rest.format ? { format: rest.format } : {}),
    ...(rest.required ? { required: rest.required } : {}),
    ...(anything || type === undefined || type === 'file' ? {} : { type: [type, 'null'] }),
    ...(words ? { enum: [...words, null] } : {}),
    ...(items ? { items: rewritten(items, prefix) } : {}),
    ...(properties ? { properties: mapped(properties, (one) => rewritten(one, prefix)) } : {}),
    ...(additionalProperties && typeof additionalProperties === 'object'
      ? { additionalProperties: rewritten(additionalProperties, prefix) }
      : {}),
    ...(allOf
      ? {
          allOf: allOf.map((one) =>
            one.$ref ? { $ref: prefix + one.$ref.split('/').pop() } : rewritten(one, prefix),
          ),
        }
      : {}),
  }
}

function mapped(
  properties: Record<string, Schema>,
  map: (schema: Schema) => unknown,
): Record<string, unknown> {
  return Object.fromEntries(Object.entries(properties).map(([name, schema]) => [name, map(schema)]))
}
