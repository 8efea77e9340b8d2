import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { beforeAll, describe, expect, test } from 'vitest'
import { client, type Client } from './devops-client.js'

/** Microsoft's published OpenAPI files; a checkout need not have them. */
const specs = resolve(fileURLToPath(new URL('../../..', import.meta.url)), 'shared/specs')
const present = existsSync(resolve(specs, 'wit/workItemTracking.json'))

interface Schema {
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

interface Specification {
  paths: Record<string, Record<string, { responses: Record<string, { schema: Schema }> }>>
  definitions: Record<string, Schema>
}

/** What of a value does not fit its schema: unknown or missing properties, wrong JSON types, words not in the list. */
function misfits(specification: Specification, schema: Schema, value: unknown, at: string): string[] {
  if (schema.$ref) {
    const name = schema.$ref.split('/').pop() as string
    // Links are described by an inner "links" that no recorded answer has; fields and links are free maps.
    if (name === 'ReferenceLinks') return typeof value === 'object' ? [] : [`${at}: no object`]
    return misfits(specification, specification.definitions[name] as Schema, value, at)
  }
  if (schema.enum) {
    const found = schema.enum.some((word) => String(word).toLowerCase() === String(value).toLowerCase())
    return found ? [] : [`${at}: ${JSON.stringify(value)} is none of ${schema.enum.join(', ')}`]
  }
  if (schema.type === 'array') {
    if (!Array.isArray(value)) return [`${at}: no array`]
    return value.flatMap((one, index) => misfits(specification, schema.items ?? {}, one, `${at}[${index}]`))
  }
  const { properties, required } = flattened(specification, schema)
  // A bare "object" in these files stands for any value, e.g. the allowed values of a field.
  if (schema.type === 'object' && Object.keys(properties).length === 0 && !schema.additionalProperties)
    return []
  if (schema.type === 'object' || Object.keys(properties).length > 0) {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return [`${at}: no object`]
    const missing = required.filter((name) => !(name in value)).map((name) => `${at}.${name}: missing`)
    if (Object.keys(properties).length === 0) return missing
    const wrong = Object.entries(value).flatMap(([name, inner]) => {
      const known = properties[name]
      if (!known) return [`${at}.${name}: unknown`]
      // The examples hold null for a field without default value.
      return inner === null && name === 'defaultValue'
        ? []
        : misfits(specification, known, inner, `${at}.${name}`)
    })
    return [...missing, ...wrong]
  }
  if (schema.type === 'integer') return Number.isInteger(value) ? [] : [`${at}: no integer`]
  if (schema.type === undefined) return []
  if (typeof value !== schema.type) return [`${at}: ${typeof value} in place of ${schema.type}`]
  if (schema.format === 'date-time' && Number.isNaN(Date.parse(value as string))) return [`${at}: no date`]
  if (schema.format === 'uuid' && !/^[0-9a-f-]{36}$/.test(value as string)) return [`${at}: no GUID`]
  return []
}

function flattened(
  specification: Specification,
  schema: Schema,
): { properties: Record<string, Schema>; required: string[] } {
  const parents = (schema.allOf ?? []).map((parent) => {
    const name = parent.$ref?.split('/').pop()
    return flattened(specification, name ? (specification.definitions[name] as Schema) : parent)
  })
  return {
    properties: Object.assign({}, ...parents.map(({ properties }) => properties), schema.properties),
    required: [...parents.flatMap(({ required }) => required), ...(schema.required ?? [])],
  }
}

const cases: [area: string, specPath: string, address: string, body?: unknown][] = [
  ['core/core.json', '/_apis/projects', '/_apis/projects?stateFilter=all'],
  [
    'core/core.json',
    '/_apis/projects/{projectId}',
    '/_apis/projects/Fabrikam%20Fiber?includeCapabilities=true',
  ],
  ['core/core.json', '/_apis/projects/{projectId}/teams', '/_apis/projects/Northwind-Traders/teams'],
  ['core/core.json', '/_apis/teams', '/_apis/teams?api-version=7.1-preview.3'],
  [
    'core/core.json',
    '/_apis/projects/{projectId}/teams/{teamId}',
    '/_apis/projects/Fabrikam%20Fiber/teams/Empty%20Team',
  ],
  [
    'core/core.json',
    '/_apis/projects/{projectId}/teams/{teamId}/members',
    '/_apis/projects/Fabrikam%20Fiber/teams/Fabrikam%20Fiber%20Team/members',
  ],
  ['wit/workItemTracking.json', '/{project}/_apis/wit/fields', '/_apis/wit/fields'],
  [
    'wit/workItemTracking.json',
    '/{project}/_apis/wit/fields/{fieldNameOrRefName}',
    '/_apis/wit/fields/System.Id',
  ],
  [
    'wit/workItemTracking.json',
    '/{project}/_apis/wit/workitemtypes',
    '/Fabrikam%20Fiber/_apis/wit/workitemtypes',
  ],
  [
    'wit/workItemTracking.json',
    '/{project}/_apis/wit/workitemtypes/{type}',
    '/Fabrikam%20Fiber/_apis/wit/workitemtypes/Bug',
  ],
  [
    'wit/workItemTracking.json',
    '/{project}/_apis/wit/workitemtypes/{type}/states',
    '/Fabrikam%20Fiber/_apis/wit/workitemtypes/Bug/states',
  ],
  [
    'wit/workItemTracking.json',
    '/{project}/_apis/wit/workitemtypes/{type}/fields',
    '/Fabrikam%20Fiber/_apis/wit/workitemtypes/Bug/fields?$expand=all',
  ],
  [
    'wit/workItemTracking.json',
    '/{project}/_apis/wit/classificationnodes',
    '/Fabrikam%20Fiber/_apis/wit/classificationnodes?$depth=9',
  ],
  [
    'wit/workItemTracking.json',
    '/{project}/_apis/wit/classificationnodes/{structureGroup}/{path}',
    '/Fabrikam%20Fiber/_apis/wit/classificationnodes/iterations/Release%201?$depth=9',
  ],
  [
    'wit/workItemTracking.json',
    '/{project}/{team}/_apis/wit/wiql',
    '/_apis/wit/wiql?api-version=7.1',
    { query: 'SELECT [System.Id], [System.Title] FROM WorkItems ORDER BY [System.Title]' },
  ],
  [
    'wit/workItemTracking.json',
    '/{project}/_apis/wit/workitemsbatch',
    '/_apis/wit/workitemsbatch?api-version=7.1',
    { ids: [1, 2, 3, 4, 5, 6, 7, 8, 9, 11, 12], $expand: 'all' },
  ],
  ['wit/workItemTracking.json', '/{project}/_apis/wit/workitems', '/_apis/wit/workitems?ids=1,2,3'],
  ['wit/workItemTracking.json', '/{project}/_apis/wit/workitems/{id}', '/_apis/wit/workitems/1?$expand=all'],
]

describe.skipIf(!present)(
  'answers have the names and types of the published specification (skipped without ../shared/specs)',
  () => {
    let box: Client
    beforeAll(() => {
      box = client({ seed: 1, projects: 4, workItems: 100 })
    })

    test.each(cases)('%s %s', async (file, specPath, address, body) => {
      const specification = JSON.parse(readFileSync(resolve(specs, file), 'utf8')) as Specification
      const operations = specification.paths[`/{organization}${specPath}`]
      const operation = operations?.[body ? 'post' : 'get']
      expect(operation, specPath).toBeDefined()
      const answer = body ? await box.post(address, body) : await box.get(address)
      expect(answer.status).toBe(200)
      const schema = operation?.responses['200']?.schema as Schema
      // The files describe a list by its elements; the wire wraps it (facts 6).
      if (schema.type === 'array') expect(answer.body.count).toBe(answer.body.value.length)
      const value = schema.type === 'array' ? answer.body.value : answer.body
      expect(misfits(specification, schema, value, '')).toEqual([])
    })
  },
)
