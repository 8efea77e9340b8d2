import type { FieldDefinition, FieldKind } from '../../data/fields.js'
import { createCustomFields } from '../../data/tracking/custom-fields.js'
import { badArgument, notEmulated, trackingError } from '../devops-error.js'
import type { EndpointCall } from '../route.js'

const kinds: Readonly<Record<string, FieldKind>> = {
  string: 'string',
  integer: 'integer',
  double: 'double',
  datetime: 'dateTime',
  boolean: 'boolean',
  identity: 'identity',
  plaintext: 'plainText',
  html: 'html',
  picklistinteger: 'integer',
  pickliststring: 'string',
  picklistdouble: 'double',
}

/** Microsoft's client sends numbers, which are places in these lists. */
const typeNames = [
  'string',
  'integer',
  'dateTime',
  'plainText',
  'html',
  'treePath',
  'history',
  'double',
  'guid',
  'boolean',
  'identity',
  'picklistString',
  'picklistInteger',
  'picklistDouble',
]
const usageNames = ['none', 'workItem', 'workItemLink', 'tree', 'workItemTypeExtension']

/** The field that a POST describes, checked; it is of the organization and of no type yet. Codes of the refusals are unconfirmed. */
export function newField(
  call: EndpointCall,
  body: Record<string, unknown>,
): { field: FieldDefinition; description: string | undefined; locked: boolean } {
  const name = text(body, 'name')?.trim()
  if (!name || name.length > 128) throw badArgument('A field needs a name of at most 128 characters.')
  const referenceName = text(body, 'referenceName') ?? `Custom.${name.replace(/[^A-Za-z0-9_]/g, '')}`
  if (!/^[A-Za-z][A-Za-z0-9_]*(\.[A-Za-z0-9_]+)+$/.test(referenceName))
    throw badArgument(`"${referenceName}" is no reference name: it needs a period and no blanks.`)
  if (referenceName.startsWith('System.'))
    throw badArgument(`The name ${referenceName} is one of the system's.`)
  const usage = typeof body.usage === 'number' ? usageNames[body.usage] : text(body, 'usage')
  if (usage !== undefined && usage.toLowerCase() !== 'workitem') throw notEmulated(`fields of usage ${usage}`)
  const type = typeof body.type === 'number' ? typeNames[body.type] : text(body, 'type')
  if (type?.toLowerCase() === 'guid') throw notEmulated('fields of type guid')
  const kind = kinds[type?.toLowerCase() ?? '']
  if (!kind) throw badArgument(`"${type}" is no type that a custom field can have.`)
  checkNew(call, name, referenceName)
  const picklist = pickListOf(call, body, type as string)
  const field: FieldDefinition = {
    name,
    referenceName,
    kind: body.isIdentity === true && kind === 'string' ? 'identity' : kind,
    readOnly: body.readOnly === true,
    ...(picklist ? { picklist } : {}),
    extended: false,
  }
  return { field, description: text(body, 'description'), locked: body.isLocked === true }
}

function text(body: Record<string, unknown>, name: string): string | undefined {
  const value = body[name]
  if (value === undefined || value === null || value === '') return undefined
  if (typeof value === 'string') return value
  throw badArgument(`${name} must be a text.`)
}

function checkNew(call: EndpointCall, name: string, referenceName: string): void {
  const same = (a: string, b: string) => a.toLowerCase() === b.toLowerCase()
  const all = [...call.organization.fields, ...call.organization.part(createCustomFields).deleted.values()]
  const known = all.find((one) => same(one.name, name) || same(one.referenceName, referenceName))
  if (!known) return
  const used = same(known.name, name) ? name : referenceName
  throw trackingError(
    409,
    'WorkItemTrackingFieldDefinitionAlreadyExistsException',
    `VS402803: The field name '${used}' is already in use by ${known.referenceName}.`,
  )
}

/** The list by its id: one that another field takes its values from. */
function pickListOf(
  call: EndpointCall,
  body: Record<string, unknown>,
  type: string,
): FieldDefinition['picklist'] {
  const id = text(body, 'picklistId')
  if (id === undefined) {
    if (body.isPicklist === true || type.toLowerCase().startsWith('picklist'))
      throw badArgument('A field with a pick list needs its picklistId.')
    return undefined
  }
  const list = call.organization.fields.find((field) => field.picklist?.id === id.toLowerCase())?.picklist
  if (list) return list
  throw trackingError(404, 'ProcessListNotFoundException', `The pick list ${id} does not exist.`)
}
