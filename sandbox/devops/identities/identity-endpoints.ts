import { createDirectory, type Directory } from '../../data/people/directory.js'
import type { Subject } from '../../data/people/subject.js'
import { displayNameOf, isVisible, principalNameOf } from '../../data/people/subject-names.js'
import { badArgument, DevOpsError, notEmulated } from '../devops-error.js'
import { word } from '../query-parameters.js'
import { list, released, type EndpointCall, type Location, type Route } from '../route.js'
import { identityAnswer, legacyDescriptor, type QueryMembership } from './identity-answer.js'

const location: Location = {
  area: 'IMS',
  resource: 'Identities',
  id: '28010c54-d0c0-4c89-a5b0-1c9e188b9fb7',
}
const memberships = ['none', 'direct', 'expanded', 'expandedUp', 'expandedDown'] as const

/** `_apis/identities`: by ids, by descriptors of either kind, or by a search; what is not found is null in its place. */
export const identityRoutes: readonly Route[] = [
  {
    method: 'GET',
    pattern: 'identities',
    scope: ['organization'],
    versions: released(1),
    location,
    answer(call) {
      const membership = membershipOf(call)
      const found = identities(call)
      return list(found.map((subject) => (subject ? identityAnswer(call, subject, membership) : null)))
    },
  },
  {
    method: 'GET',
    pattern: 'identities/{identityId}',
    scope: ['organization'],
    versions: released(1),
    location,
    answer(call) {
      const id = call.path.identityId as string
      const directory = call.organization.part(createDirectory)
      const subject = directory.byId(id) ?? directory.byDescriptor(id)
      if (subject && isVisible(subject))
        return { status: 200, body: identityAnswer(call, subject, membershipOf(call)) }
      throw new DevOpsError(
        404,
        'Microsoft.VisualStudio.Services.Identity.IdentityNotFoundException',
        `TF14045: The identity with type '' and identifier '${id}' could not be found.`,
      )
    },
  },
]

function membershipOf(call: EndpointCall): QueryMembership {
  return word(call, 'queryMembership', memberships, 'none')
}

function identities(call: EndpointCall): (Subject | undefined)[] {
  const directory = call.organization.part(createDirectory)
  const look = (value: string, find: (one: string) => Subject | undefined) =>
    value.split(',').map((one) => {
      const subject = find(one.trim())
      return subject && isVisible(subject) ? subject : undefined
    })
  const ids = call.query('identityIds')
  if (ids) return look(ids, (id) => directory.byId(id))
  const subjects = call.query('subjectDescriptors')
  if (subjects) return look(subjects, (one) => directory.byDescriptor(one))
  const descriptors = call.query('descriptors')
  if (descriptors) {
    const all = new Map(everyone(directory).map((one) => [legacyDescriptor(one).toLowerCase(), one]))
    return look(descriptors, (one) => all.get(one.toLowerCase()))
  }
  const filter = call.query('searchFilter')
  const value = call.query('filterValue')
  if (filter && value) return search(call, directory, filter, value)
  // Key and words unconfirmed.
  throw badArgument(
    'One of identityIds, subjectDescriptors, descriptors or searchFilter with filterValue is needed.',
  )
}

function everyone({ users, applications, groups }: Directory): Subject[] {
  return [...users, ...applications, ...groups].filter((one) => !one.removed && isVisible(one))
}

/** Names as a whole, whatever their case; the display name of a group with or without its scope. */
function search(call: EndpointCall, directory: Directory, filter: string, value: string): Subject[] {
  const wanted = value.toLowerCase()
  const is = (text: string | null) => text !== null && text.toLowerCase() === wanted
  const account = (one: Subject) => is(principalNameOf(call.organization, one))
  const shown = (one: Subject) => is(displayNameOf(one)) || (one.kind === 'group' && account(one))
  const mail = (one: Subject) => one.kind === 'user' && is(one.mailAddress)
  const filters: Record<string, (one: Subject) => boolean> = {
    accountname: account,
    displayname: shown,
    mailaddress: mail,
    general: (one) => account(one) || shown(one) || mail(one),
    localgroupname: (one) => one.kind === 'group' && shown(one),
  }
  const fits = filters[filter.toLowerCase()]
  if (!fits) throw notEmulated(`the search of identities by ${filter}`)
  return everyone(directory).filter(fits)
}
