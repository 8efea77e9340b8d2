import type {
  GraphDescriptorResult,
  GraphStorageKeyResult,
} from 'azure-devops-node-api/interfaces/GraphInterfaces.js'
import { subjectDescriptor } from '../../data/people/descriptors.js'
import { createDirectory } from '../../data/people/directory.js'
import type { Subject } from '../../data/people/subject.js'
import { displayNameOf, isVisible, principalNameOf } from '../../data/people/subject-names.js'
import { badArgument, DevOpsError } from '../devops-error.js'
import { jsonBody } from '../json-body.js'
import { list, previewOnly, released, type EndpointCall, type Route } from '../route.js'
import type { Wire } from '../wire.js'
import { projectOfScope, subjectNotFound } from './graph-scope.js'
import { graphSubject, subjectUrl } from './graph-subject.js'

/** Most keys of one look-up (facts 6). */
const mostKeys = 500

/** From storage key to descriptor and back, many descriptors at once, and a search by name. */
export const graphLookupRoutes: readonly Route[] = [
  {
    method: 'GET',
    pattern: 'graph/descriptors/{storageKey}',
    scope: ['organization'],
    versions: released(1),
    location: { area: 'Graph', resource: 'Descriptors', id: '048aee0a-7072-4cde-ab73-7af77b1e0b4e' },
    answer: getDescriptor,
  },
  {
    method: 'GET',
    pattern: 'graph/storagekeys/{subjectDescriptor}',
    scope: ['organization'],
    versions: released(1),
    location: { area: 'Graph', resource: 'StorageKeys', id: 'eb85f8cc-f0f6-4264-a5b1-ffe2e4d4801f' },
    answer: getStorageKey,
  },
  {
    method: 'POST',
    pattern: 'graph/subjectlookup',
    scope: ['organization'],
    versions: previewOnly(1),
    location: { area: 'Graph', resource: 'SubjectLookup', id: '4dd4d168-11f2-48c4-83e8-756fa0de027c' },
    body: 'application/json',
    answer: lookUp,
  },
  {
    method: 'POST',
    pattern: 'graph/subjectquery',
    scope: ['organization'],
    versions: previewOnly(1),
    location: { area: 'Graph', resource: 'SubjectQuery', id: '05942c89-006a-48ce-bb79-baeb8abf99c6' },
    body: 'application/json',
    answer: query,
  },
]

/** Of a project or the organization it is the descriptor of its scope. */
function getDescriptor(call: EndpointCall) {
  const { organization, base } = call
  const key = (call.path.storageKey as string).toLowerCase()
  const subject = organization.part(createDirectory).byId(key)
  const isScope =
    key === organization.id ||
    organization.projects.some(({ id, state }) => id === key && state === 'wellFormed')
  const value = subject && isVisible(subject) ? subject.descriptor : subjectDescriptor('scp', key)
  if (!isScope && !(subject && isVisible(subject))) throw subjectNotFound(key)
  const body: Wire<GraphDescriptorResult> = {
    value,
    _links: {
      self: { href: `${base}/_apis/Graph/Descriptors/${key}` },
      storageKey: { href: `${base}/_apis/Graph/StorageKeys/${value}` },
      subject: { href: subject ? subjectUrl(call, subject) : `${base}/_apis/Graph/Scopes/${value}` },
    },
  }
  return { status: 200, body }
}

function getStorageKey(call: EndpointCall) {
  const descriptor = call.path.subjectDescriptor as string
  const { organization, base } = call
  const value = descriptor.startsWith('scp.')
    ? (projectOfScope(call, descriptor)?.id ?? organization.id)
    : organization.part(createDirectory).byDescriptor(descriptor)?.id
  if (value === undefined) throw subjectNotFound(descriptor)
  const body: Wire<GraphStorageKeyResult> = {
    value,
    _links: {
      self: { href: `${base}/_apis/Graph/StorageKeys/${descriptor}` },
      descriptor: { href: `${base}/_apis/Graph/Descriptors/${value}` },
    },
  }
  return { status: 200, body }
}

/** The answer is a map by descriptor within the usual list (published example); unknown ones are left out (unconfirmed). */
function lookUp(call: EndpointCall) {
  const { lookupKeys } = jsonBody(call.request)
  if (!Array.isArray(lookupKeys)) throw badArgument('The body must hold lookupKeys.')
  if (lookupKeys.length > mostKeys) {
    throw new DevOpsError(
      400,
      'Microsoft.VisualStudio.Services.Graph.GraphBadRequestException',
      `TF400049: A maximum of ${mostKeys} subjects can be looked up at once; ${lookupKeys.length} were asked for.`,
    )
  }
  const directory = call.organization.part(createDirectory)
  const found = lookupKeys.flatMap((key: unknown) => {
    const { descriptor } = (key ?? {}) as { descriptor?: unknown }
    const subject = directory.byDescriptor(String(descriptor))
    return subject && isVisible(subject) ? [subject] : []
  })
  const value = Object.fromEntries(found.map((one) => [one.descriptor, graphSubject(call, one)]))
  return { status: 200, body: { count: Object.keys(value).length, value } }
}

/** Subjects whose display name, principal name or mail address begins with a text. */
function query(call: EndpointCall) {
  const { query: text, subjectKind, scopeDescriptor } = jsonBody(call.request)
  if (typeof text !== 'string' || text === '') throw badArgument('The body must hold a query.')
  const { users, applications, groups } = call.organization.part(createDirectory)
  const kinds = Array.isArray(subjectKind)
    ? subjectKind.map((kind) => String(kind).toLowerCase())
    : ['user', 'group', 'serviceprincipal']
  const project = typeof scopeDescriptor === 'string' ? projectOfScope(call, scopeDescriptor) : undefined
  const wanted = text.toLowerCase()
  const fits = (one: Subject) =>
    kinds.includes(one.kind.toLowerCase()) &&
    !one.removed &&
    isVisible(one) &&
    (!project || one.kind !== 'group' || one.project === project) &&
    [
      displayNameOf(one),
      principalNameOf(call.organization, one),
      one.kind === 'user' ? one.mailAddress : '',
    ].some((name) => name.toLowerCase().startsWith(wanted))
  return list([...users, ...applications, ...groups].filter(fits).map((one) => graphSubject(call, one)))
}
