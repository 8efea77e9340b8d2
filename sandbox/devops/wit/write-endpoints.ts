import type { Project } from '../../data/projects.js'
import { badArgument, trackingError } from '../devops-error.js'
import type { DevOpsAnswer } from '../devops-request.js'
import { jsonList } from '../json-body.js'
import { flag } from '../query-parameters.js'
import { released, type EndpointCall, type Location, type Route } from '../route.js'
import { draftAnswer } from './draft-answer.js'
import { readPatchDocument, type PatchOperation } from './patch-document.js'
import { applyDefaults } from './rules/consequences.js'
import { workItemAnswer, type Expand } from './work-item-answer.js'
import { itemNotFound } from './work-item-endpoints.js'
import {
  changeOf,
  completeDraft,
  draftOf,
  fillDraft,
  newDraft,
  typeNamed,
  type Placeholders,
} from './write-work-item.js'

const resource = 'workItems'
const byType: Location = { area: 'wit', resource, id: '62d3d110-0047-428c-ad3c-4fe872c91c74' }
const byId: Location = { area: 'wit', resource, id: '72c7ddf8-2cdc-4f60-90cd-ab71c14a399b' }
/** Most revisions of an item through REST (facts 4). */
const maxRevisions = 10_000
const patch = 'application/json-patch+json'

/** Creating and changing work items, and what a new one of a type begins with (facts 5.6). */
export const workItemWriteRoutes: readonly Route[] = [
  {
    method: 'POST',
    pattern: `wit/workitems/\${type}`,
    scope: ['project'],
    versions: released(3),
    location: byType,
    body: patch,
    answer: (call) => createItem(call, readPatchDocument(jsonList(call.request)), new Map()).answer,
  },
  {
    method: 'GET',
    pattern: `wit/workitems/\${type}`,
    scope: ['project'],
    versions: released(3),
    location: byType,
    answer: showDefaults,
  },
  {
    method: 'PATCH',
    pattern: 'wit/workitems/{id}',
    scope: ['organization', 'project'],
    versions: released(3),
    location: byId,
    body: patch,
    answer: (call) => updateItem(call, readPatchDocument(jsonList(call.request)), new Map()),
  },
]

/** Creates an item of the type of the path; gives its index too, unless it was only to be validated. */
export function createItem(
  call: EndpointCall,
  operations: readonly PatchOperation[],
  placeholders: Placeholders,
): { answer: DevOpsAnswer; index?: number } {
  const project = call.project as Project
  const type = typeNamed(project, call.path.type as string)
  const expand = readExpand(call)
  flag(call, 'suppressNotifications')
  const validateOnly = flag(call, 'validateOnly')
  const draft = newDraft(project, type, flag(call, 'bypassRules'))
  fillDraft(call, draft, operations, placeholders)
  if (validateOnly) return { answer: { status: 200, body: draftAnswer(call, draft) } }
  const change = changeOf(draft)
  if (!change) throw badArgument('A new work item needs values.')
  const index = call.organization.items.create(change, call.caller, call.now)
  return { answer: { status: 200, body: workItemAnswer(call, index, { expand, links: true }) }, index }
}

/** Changes an item. One that is only to be validated is answered as it is (example of validateOnly). */
export function updateItem(
  call: EndpointCall,
  operations: readonly PatchOperation[],
  placeholders: Placeholders,
): DevOpsAnswer {
  const { items } = call.organization
  const id = call.path.id as string
  if (!/^-?\d{1,10}$/.test(id)) throw badArgument(`The id ${id} of a work item is not a number.`)
  const index = Number(id) < 0 ? placeholders.get(Number(id)) : items.indexOf(Number(id))
  if (index === undefined || items.presence(index) !== 'present') throw itemNotFound(Number(id))
  const expand = readExpand(call)
  flag(call, 'suppressNotifications')
  const validateOnly = flag(call, 'validateOnly')
  const draft = draftOf(call, index, flag(call, 'bypassRules'))
  fillDraft(call, draft, operations, placeholders)
  const change = changeOf(draft)
  if (change && items.present(index).rev >= maxRevisions) throw tooManyRevisions(Number(id))
  if (change && !validateOnly) items.update(index, change, call.caller, call.now)
  return { status: 200, body: workItemAnswer(call, index, { expand, links: true }) }
}

/** The defaults of a type, with the caller as who makes it (example of the template of a type). */
function showDefaults(call: EndpointCall): DevOpsAnswer {
  const project = call.project as Project
  const draft = newDraft(project, typeNamed(project, call.path.type as string), false)
  applyDefaults(draft)
  completeDraft(call, draft)
  for (const name of ['System.CreatedBy', 'System.ChangedBy']) draft.fields.set(name, call.caller)
  const answer = draftAnswer(call, draft)
  const wanted = call
    .query('fields')
    ?.split(',')
    .map((name) => name.trim().toLowerCase())
  if (wanted)
    answer.fields = Object.fromEntries(
      Object.entries(answer.fields).filter(([name]) => wanted.includes(name.toLowerCase())),
    )
  return { status: 200, body: answer }
}

/** The status is that of facts 4; words and key are unconfirmed. */
function tooManyRevisions(id: number): Error {
  const message = `Work item ${id} has ${maxRevisions} revisions and cannot be changed any more.`
  return trackingError(500, 'WorkItemRevisionLimitExceededException', message)
}

/** In the order of their numbers, which Microsoft's client sends in place of the words. */
const expands: readonly Expand[] = ['none', 'relations', 'fields', 'links', 'all']

/** Writes answer with the relations unless told otherwise (examples of the REST specification). */
function readExpand(call: EndpointCall): Expand {
  const text = call.query('$expand')?.toLowerCase() ?? ''
  if (text === '') return 'relations'
  const found = expands[Number(text)] ?? expands.find((word) => word === text)
  if (!found) throw badArgument(`The value "${text}" of $expand is none of ${expands.join(', ')}.`)
  return found
}
