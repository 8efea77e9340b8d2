import type { Schema } from './published-specification.js'

/** Where a published file does not describe what the service sends; the examples beside the files prove most of them. */
export interface KnownError {
  /** The file; in all of them unless given. */
  file?: string
  definition: string
  /** What stands in its place. */
  schema?: object
  /** Members the file lacks. */
  members?: Record<string, Schema>
  /** Further names are allowed. */
  open?: boolean
  /** Members the file calls required are left out by the service. */
  notRequired?: boolean
  why: string
}

export const knownErrors: readonly KnownError[] = [
  {
    definition: 'ReferenceLinks',
    schema: { type: ['object', 'null'] },
    why: 'The files put the links into an inner "links"; on the wire they are members of _links themselves.',
  },
  {
    file: 'wit/workItemTracking.json',
    definition: 'WorkItem',
    members: { multilineFieldsFormat: { type: 'object', additionalProperties: { type: 'string' } } },
    why: 'Recorded answers say for each long text whether it is HTML or Markdown; the file of 7.1 does not know it yet.',
  },
  {
    file: 'wit/workItemTracking.json',
    definition: 'StreamedBatch',
    members: { values: { type: 'array', items: { type: 'object' } } },
    why: 'The file calls the entries of a stream texts; its examples hold objects.',
  },
  {
    definition: 'IdentityDescriptor',
    schema: { type: ['string', 'null'] },
    why: 'Described as an object; every example has the text "type;identifier".',
  },
  {
    definition: 'PropertiesCollection',
    schema: { type: ['object', 'null'] },
    why: 'Described by the members of the .NET collection; on the wire it is a map of names to values.',
  },
  {
    file: 'memberEntitlementManagement/memberEntitlementManagement.json',
    definition: 'GroupEntitlement',
    members: { extensionRules: { type: 'array', items: { type: 'object' } } },
    why: 'The member is in the published documentation of the operation, not in the file.',
  },
  {
    file: 'memberEntitlementManagement/memberEntitlementManagement.json',
    definition: 'ServicePrincipalEntitlement',
    members: { extensions: { type: 'array', items: { type: 'object' } } },
    why: 'A service principal has what every entitlement has; the file forgets the extensions.',
  },
  {
    file: 'memberEntitlementManagement/memberEntitlementManagement.json',
    definition: 'EntitlementOperationResultBase',
    members: { result: { type: 'object' } },
    why: 'The result is a whole entitlement, as the text of the file itself says; its type says text.',
  },
  {
    file: 'memberEntitlementManagement/memberEntitlementManagement.json',
    definition: 'PagedUserEntitlementsList',
    members: { members: { type: 'array', items: { type: 'object' } } },
    why: 'The service repeats the rows under members and items (facts of recorded traffic); the file knows items only.',
  },
  {
    file: 'profile/profile.json',
    definition: 'Profile',
    members: {
      displayName: { type: 'string' },
      publicAlias: { type: 'string' },
      emailAddress: { type: 'string' },
    },
    why: 'The service sends the commonest attributes as members, which clients rely on (publicAlias).',
  },
  {
    file: 'processes/workItemTrackingProcess.json',
    definition: 'RuleAction',
    members: { actionType: { type: 'string' } },
    why: 'The examples write these words with a dollar sign before them.',
  },
  {
    file: 'processes/workItemTrackingProcess.json',
    definition: 'RuleCondition',
    members: { conditionType: { type: 'string' } },
    why: 'The examples write these words with a dollar sign before them.',
  },
  {
    file: 'git/git.json',
    definition: 'Change',
    members: { item: { type: 'object' } },
    why: 'The changed item is an object in every example; the file calls it a text.',
  },
  {
    file: 'policy/policy.json',
    definition: 'JObject',
    schema: { type: ['object', 'null'] },
    why: 'Described by the members of a .NET type; on the wire it is any JSON object.',
  },
  {
    file: 'git/git.json',
    definition: 'PolicyConfiguration',
    members: { settings: { type: 'object' } },
    why: 'Settings are an object in every example; the file points to a .NET type.',
  },
]
