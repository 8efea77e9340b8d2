import { subjectDescriptor } from '../../data/people/descriptors.js'
import { allAccounts, createDirectory } from '../../data/people/directory.js'
import type { Subject } from '../../data/people/subject.js'
import { isVisible } from '../../data/people/subject-names.js'
import type { Project } from '../../data/projects.js'
import { badArgument, DevOpsError } from '../devops-error.js'
import type { DevOpsAnswer } from '../devops-request.js'
import { tokenPage } from '../paging.js'
import { list, type EndpointCall } from '../route.js'

/** Subjects of a page (facts 6). */
const page = { default: 500, most: 500 }

/** The subject a descriptor in the address names; otherwise a 404 (type key and words unconfirmed). */
export function namedSubject<Kind extends Subject['kind']>(
  call: EndpointCall,
  descriptor: string,
  kinds: readonly Kind[],
): Extract<Subject, { kind: Kind }> {
  const subject = call.organization.part(createDirectory).byDescriptor(descriptor)
  if (subject && isVisible(subject) && (kinds as readonly string[]).includes(subject.kind))
    return subject as Extract<Subject, { kind: Kind }>
  throw subjectNotFound(descriptor)
}

export function subjectNotFound(descriptor: string): DevOpsError {
  return new DevOpsError(
    404,
    'Microsoft.VisualStudio.Services.Graph.GraphSubjectNotFoundException',
    `VS860018: The graph subject with descriptor or storage key '${descriptor}' was not found.`,
  )
}

/** The project a scope descriptor names; undefined for the organization itself. */
export function projectOfScope(call: EndpointCall, scope: string): Project | undefined {
  const { organization } = call
  if (scope === subjectDescriptor('scp', organization.id)) return undefined
  const id = scope.startsWith('scp.') ? Buffer.from(scope.slice(4), 'base64').toString() : ''
  const project = organization.projects.find((one) => one.id === id && one.state === 'wellFormed')
  if (project) return project
  throw subjectNotFound(scope)
}

/** Those of the wanted types, in the wanted scope, a page of 500 with an opaque token in the header. */
export function subjectPage<T extends Subject>(
  call: EndpointCall,
  all: readonly T[],
  show: (subject: T) => unknown,
): DevOpsAnswer {
  const types = call
    .query('subjectTypes')
    ?.toLowerCase()
    .split(',')
    .map((type) => `${type.trim()}.`)
  const scope = call.query('scopeDescriptor')
  const within = scope ? inScope(call, scope) : () => true
  const fitting = all.filter(
    (subject) =>
      isVisible(subject) &&
      (!types || types.some((type) => subject.descriptor.startsWith(type))) &&
      within(subject),
  )
  const { entries, next } = tokenPage(call, fitting, page, offsetOf(call.query('continuationToken')))
  return list(entries.map(show), next === undefined ? undefined : { 'x-ms-continuationtoken': tokenAt(next) })
}

function inScope(call: EndpointCall, scope: string): (subject: Subject) => boolean {
  const project = projectOfScope(call, scope)
  if (!project) return () => true
  const groups = call.organization.part(createDirectory).groupsOf(project)
  const accounts: ReadonlySet<Subject> = allAccounts(groups)
  return (subject) => (subject.kind === 'group' ? subject.project === project : accounts.has(subject))
}

/** Tokens are opaque and, as real ones (facts 6), hold characters that must be encoded in an address. */
function tokenAt(offset: string): string {
  return `${Buffer.from(`subjects/${offset}`).toString('base64url')}+/=`
}

function offsetOf(token: string | undefined): string | undefined {
  if (token === undefined || token === '') return undefined
  const offset = token.endsWith('+/=')
    ? /^subjects\/(\d+)$/.exec(Buffer.from(token.slice(0, -3), 'base64url').toString())?.[1]
    : undefined
  if (offset === undefined) throw badArgument('The continuation token is not valid.')
  return offset
}
