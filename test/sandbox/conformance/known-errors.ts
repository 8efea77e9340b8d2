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

  {
    file: 'pipelines/pipelines.json',
    definition: 'PipelineConfiguration',
    members: { path: { type: 'string' }, repository: { type: 'object' } },
    why: 'A YAML configuration also has its file and repository, which clients need; the file has the base type only.',
  },
  {
    file: 'pipelines/pipelines.json',
    definition: 'Repository',
    members: { id: { type: 'string' } },
    why: 'The service sends the id of the repository along with its type.',
  },
  {
    file: 'release/release.json',
    definition: 'Release',
    members: { url: { type: 'string' } },
    why: 'The examples have the address as a member of its own.',
  },
  {
    file: 'release/release.json',
    definition: 'Artifact',
    members: { sourceId: { type: 'string' } },
    why: 'The examples have the source as project and definition.',
  },
  {
    file: 'release/release.json',
    definition: 'EnvironmentOptions',
    members: {
      emailNotificationType: { type: 'string' },
      emailRecipients: { type: 'string' },
      enableAccessToken: { type: 'boolean' },
      skipArtifactsDownload: { type: 'boolean' },
      timeoutInMinutes: { type: 'integer' },
    },
    why: 'The examples have these; the file keeps the newer ones only.',
  },
  {
    file: 'release/release.json',
    definition: 'ReleaseEnvironment',
    members: {
      demands: { type: 'array', items: { type: 'object' } },
      workflowTasks: { type: 'array', items: { type: 'object' } },
    },
    why: 'The examples have both members.',
  },
  {
    file: 'release/release.json',
    definition: 'ReleaseApproval',
    members: { isNotificationOn: { type: 'boolean' }, trialNumber: { type: 'integer' } },
    why: 'The examples have both members.',
  },
  {
    file: 'release/release.json',
    definition: 'ReleaseReference',
    members: { webAccessUri: { type: 'string' }, url: { type: 'string' } },
    why: 'The examples have both addresses.',
  },
  {
    file: 'release/release.json',
    definition: 'DeployPhase',
    members: { deploymentInput: { type: 'object' } },
    why: 'The examples have the input that the heirs of this type describe.',
  },
  {
    file: 'release/release.json',
    definition: 'Deployment',
    members: { _links: { type: 'object' }, operationStatus: { type: 'string' } },
    why: 'The examples have links, and write the operation status with a capital.',
  },
  {
    file: 'release/release.json',
    definition: 'DeploymentAttempt',
    members: { operationStatus: { type: 'string' } },
    why: 'The operation status is written as in deployments: with a capital.',
  },
  {
    file: 'serviceEndpoint/serviceEndpoint.json',
    definition: 'JObject',
    schema: { type: ['object', 'null'] },
    why: 'Described by the members of the .NET class; on the wire it is a free object.',
  },
  {
    file: 'testPlan/testPlan.json',
    definition: 'TeamProjectReference',
    members: { visibility: { type: 'string' } },
    why: 'The examples have "unchanged", as projects in answers of test planning are not filled in.',
  },
  {
    file: 'test/test.json',
    definition: 'ModuleCoverage',
    members: { blockData: { type: 'string' } },
    why: 'The examples have it as one text in base 64.',
  },
  {
    file: 'testResults/testResults.json',
    definition: 'ModuleCoverage',
    members: { blockData: { type: 'string' } },
    why: 'As in the file of the older area.',
  },
]
