import type { ReportingWorkItemRevisionsBatch } from 'azure-devops-node-api/interfaces/WorkItemTrackingInterfaces.js'
import type { FieldValue } from '../../data/field-value.js'
import type { FieldDefinition } from '../../data/fields.js'
import { createTags, splitTags } from '../../data/tracking/tags.js'
import { badArgument } from '../devops-error.js'
import type { DevOpsAnswer } from '../devops-request.js'
import { jsonBody } from '../json-body.js'
import { flag, wholeNumber } from '../query-parameters.js'
import { released, type EndpointCall, type Route } from '../route.js'
import { serviceDate } from '../service-date.js'
import type { Wire } from '../wire.js'
import { fieldNotFound } from './field-endpoints.js'
import { nameAndUniqueName } from './identity-text.js'
import { enumParameter } from '../enum-value.js'
import { batchAnswer, lowerSet, readPlace } from './reporting-token.js'
import { readRevisions, type StreamRow } from './revision-stream.js'

/** Page size when none is asked for, and the largest (both unconfirmed, facts 5.4). */
const defaultPage = 200
const largestPage = 1000

const shared = {
  pattern: 'wit/reporting/workItemRevisions',
  scope: ['organization', 'project'],
  versions: released(2),
  location: { area: 'wit', resource: 'workItemRevisions', id: 'f828fe59-dd87-495d-a17c-7a8d6211ca6c' },
} as const

/** `[{project}/]_apis/wit/reporting/workItemRevisions[/discussions]`: every revision of every item, in batches. */
export const reportingRevisionRoutes: readonly Route[] = [
  {
    ...shared,
    method: 'GET',
    answer: (call) => revisionBatch(call, 'workItemRevisions', wantedByQuery(call)),
  },
  {
    ...shared,
    method: 'POST',
    body: 'application/json',
    answer: (call) => revisionBatch(call, 'workItemRevisions', wantedByBody(call)),
  },
  {
    method: 'GET',
    pattern: 'wit/reporting/workItemRevisions/discussions',
    scope: ['organization', 'project'],
    versions: released(1),
    location: {
      area: 'wit',
      resource: 'workItemRevisionsDiscussions',
      id: '4a644469-90c5-4fcc-9a9f-be0827d369ec',
    },
    answer: (call) =>
      revisionBatch(call, 'workItemRevisions/discussions', {
        ...nothingSpecial,
        discussionOnly: true,
        pageSize: pageSize(call),
      }),
  },
]

interface Wanted {
  fields?: readonly string[]
  types?: readonly string[]
  includeIdentityRef: boolean
  includeDeleted: boolean
  includeTagRef: boolean
  latestOnly: boolean
  discussionOnly: boolean
  pageSize: number
}

const nothingSpecial: Wanted = {
  includeIdentityRef: false,
  includeDeleted: false,
  includeTagRef: false,
  latestOnly: false,
  discussionOnly: false,
  pageSize: defaultPage,
}

function pageSize(call: EndpointCall): number {
  return Math.min(wholeNumber(call, '$maxPageSize', 1, defaultPage), largestPage)
}

function wantedByQuery(call: EndpointCall): Wanted {
  const fields = call.query('fields')?.split(',')
  const types = call.query('types')?.split(',')
  return {
    ...(fields ? { fields } : {}),
    ...(types ? { types } : {}),
    includeIdentityRef: flag(call, 'includeIdentityRef'),
    includeDeleted: flag(call, 'includeDeleted'),
    includeTagRef: flag(call, 'includeTagRef'),
    latestOnly: flag(call, 'includeLatestOnly'),
    discussionOnly: flag(call, 'includeDiscussionChangesOnly'),
    pageSize: pageSize(call),
  }
}

/** A POST has its filter in the body and no page size of its own (facts 5.4). */
function wantedByBody(call: EndpointCall): Wanted {
  const body = jsonBody(call.request)
  const texts = (name: string): { [key: string]: readonly string[] } => {
    const value = body[name]
    if (value === undefined || value === null) return {}
    if (Array.isArray(value) && value.every((one) => typeof one === 'string')) return { [name]: value }
    throw badArgument(`${name} must be a list of names.`)
  }
  const isSet = (name: string): boolean => {
    const value = body[name]
    if (value === undefined || value === null || typeof value === 'boolean') return value === true
    throw badArgument(`${name} must be true or false.`)
  }
  return {
    ...nothingSpecial,
    ...texts('fields'),
    ...texts('types'),
    includeIdentityRef: isSet('includeIdentityRef'),
    includeDeleted: isSet('includeDeleted'),
    includeTagRef: isSet('includeTagRef'),
    latestOnly: isSet('includeLatestOnly'),
  }
}

function revisionBatch(call: EndpointCall, resource: string, wanted: Wanted): DevOpsAnswer {
  const types = lowerSet(wanted.types)
  const { includeDeleted, latestOnly, discussionOnly } = wanted
  const filter = {
    ...(call.project ? { project: call.project } : {}),
    ...(types ? { types } : {}),
    includeDeleted,
    latestOnly,
    discussionOnly,
  }
  const fields = wantedFields(call, wanted.fields)
  const place = readPlace(call)
  const batch = readRevisions(call.organization.items, place, filter, wanted.pageSize)
  const values = batch.values.map((row) => rowAnswer(call, row, fields, wanted))
  const body: Wire<ReportingWorkItemRevisionsBatch> = batchAnswer(call, resource, {
    ...batch,
    values,
  })
  return { status: 200, body }
}

/** Long texts come with `$expand=fields` only, even when they are named (facts 5.4). */
function wantedFields(call: EndpointCall, names: readonly string[] | undefined): readonly FieldDefinition[] {
  const expanded = enumParameter(call, '$expand', { none: 0, fields: 1 }, 'none') === 'fields'
  const wanted = lowerSet(names)
  const all = call.organization.fields
  const known = new Set(all.map(({ referenceName }) => referenceName.toLowerCase()))
  for (const name of wanted ?? []) if (!known.has(name)) throw fieldNotFound(name, 400)
  return all.filter(
    ({ referenceName, kind }) =>
      (!wanted || wanted.has(referenceName.toLowerCase())) &&
      (expanded || (kind !== 'html' && kind !== 'history')),
  )
}

function rowAnswer(
  call: EndpointCall,
  { index, revision }: StreamRow,
  fields: readonly FieldDefinition[],
  wanted: Wanted,
) {
  const values: Record<string, unknown> = {}
  for (const field of fields) {
    const value = revision.value(field.referenceName.toLowerCase())
    if (value !== undefined) values[field.referenceName] = published(field, value, wanted)
  }
  const tags = revision.value('system.tags')
  if (wanted.includeTagRef && 'System.Tags' in values)
    values['System.Tags'] = tagReferences(call, String(revision.value('system.teamproject')), tags)
  if (wanted.includeDeleted && revision.value('system.isdeleted') === true) values['System.IsDeleted'] = true
  return { id: call.organization.items.idAt(index), rev: revision.rev, fields: values }
}

/** People are texts or, on demand, objects with less than other answers have (facts 5.4). */
function published(field: FieldDefinition, value: FieldValue, wanted: Wanted): unknown {
  if (typeof value === 'object') {
    const { id, displayName, uniqueName } = value
    return wanted.includeIdentityRef ? { id, displayName, uniqueName } : nameAndUniqueName(value)
  }
  return field.kind === 'dateTime' && typeof value === 'number' ? serviceDate(value) : value
}

/** Tags as objects, of what form is unconfirmed; one that is not in the project's list any more has no id. */
function tagReferences(call: EndpointCall, projectName: string, tags: FieldValue | undefined): unknown[] {
  const project = call.organization.projects.find(({ name }) => name === projectName)
  const known = project && call.organization.part(createTags).of(project.index)
  return splitTags(tags).map((name) => {
    const tag = known?.get(name.toLowerCase())
    return tag ? { id: tag.id, name: tag.name } : { name }
  })
}
