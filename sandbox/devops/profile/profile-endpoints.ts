import { createDirectory } from '../../data/people/directory.js'
import { firstDate } from '../../data/work-item-columns.js'
import { badArgument, DevOpsError } from '../devops-error.js'
import { list, released, type EndpointCall, type Route } from '../route.js'
import { serviceDate } from '../service-date.js'

/** Who the caller is, and of which organizations: the same within the organization and above it (facts 1.1). */
export const profileRoutes: readonly Route[] = [
  {
    method: 'GET',
    pattern: 'profile/profiles/{id}',
    scope: ['organization', 'deployment'],
    versions: released(3),
    location: {
      area: 'Profile',
      resource: 'Profiles',
      id: 'f83735dc-483f-4238-a291-d45f6080a9af',
    },
    answer: getProfile,
  },
  {
    method: 'GET',
    pattern: 'accounts',
    scope: ['organization', 'deployment'],
    versions: released(1),
    location: { area: 'Account', resource: 'Accounts', id: '229a6a53-b428-4ffb-a835-e8f36b5b4b1e' },
    answer: listAccounts,
  },
]

/** `me` is the caller; others by id. */
function getProfile(call: EndpointCall) {
  const wanted = (call.path.id as string).toLowerCase()
  const { users, applications } = call.organization.part(createDirectory)
  const person =
    wanted === 'me' || wanted === call.caller.id
      ? call.caller
      : [...users, ...applications].find(({ id }) => id === wanted)?.person
  if (!person) {
    // Key and words unconfirmed.
    throw new DevOpsError(
      404,
      'Microsoft.VisualStudio.Services.Profile.ProfileDoesNotExistException',
      `VS403287: The profile of ${call.path.id} does not exist.`,
    )
  }
  const { id, displayName, uniqueName } = person
  const revision = 5 + (id.charCodeAt(0) % 40)
  const body = {
    displayName,
    publicAlias: id,
    ...(uniqueName === '' ? {} : { emailAddress: uniqueName }),
    coreRevision: revision,
    timeStamp: serviceDate(firstDate),
    id,
    revision,
  }
  return { status: 200, body }
}

/** The organizations of a member, or those of an owner; the first person owns the only one. */
function listAccounts(call: EndpointCall) {
  const { organization, base } = call
  const member = call.query('memberId')?.toLowerCase()
  const owner = call.query('ownerId')?.toLowerCase()
  if (!member && !owner) throw badArgument('One of memberId and ownerId is needed.')
  const subject = member === undefined ? undefined : organization.part(createDirectory).byId(member)
  const isMember = (subject && !subject.removed && subject.kind !== 'group') || member === call.caller.id
  const belongs = member ? isMember : owner === organization.people[0]?.id
  const account = {
    accountId: organization.id,
    accountUri: `${base}/`,
    accountName: organization.name,
    properties: {},
  }
  return list(belongs ? [account] : [])
}
