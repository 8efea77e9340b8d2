/** Where the service is free to differ from a published example, and so does the sandbox. */
export interface AllowedDifference {
  /** Operation id of the files, or `*` for all. */
  operation: string
  /** Place in the body as the comparison names it; `*` stands for any text. */
  at: string
  why: string
}

export const allowedDifferences: readonly AllowedDifference[] = [
  {
    operation: '*',
    at: '*._links.workItemHistory',
    why: 'A link of older versions; the examples of reads from 5.0 on no longer have it.',
  },
  {
    operation: 'Groups_*',
    at: '.isCrossProject',
    why: 'Sent for groups of the whole deployment by older versions; the file does not describe it.',
  },
  {
    operation: 'Identities_*',
    at: '*.properties.*',
    why: 'Which properties an identity has depends on the directory it comes from.',
  },
  {
    operation: '*',
    at: '*fields.WEF_*',
    why: 'Fields that a team’s board adds are named by a GUID of that board.',
  },
  {
    operation: 'Work Items_*',
    at: '*.fields.Microsoft.VSTS.*',
    why: 'Which fields an item has depends on its type and process; CMMI is none of the sandbox’s.',
  },
  {
    operation: 'Work Items_List',
    at: '*.fields.System.Id',
    why: 'Sent when it is asked for by name; the cases ask for other fields.',
  },
  {
    operation: 'Work Items_*',
    at: '._links.parent',
    why: 'The example is of an older version; later ones show the parent among the relations.',
  },
  {
    operation: 'Updates_*',
    at: '*fields.System.*Level*',
    why: 'Fields that the service keeps for queries on one level of a path; the file of fields does not list them.',
  },
  {
    operation: 'Updates_*',
    at: '*fields.*',
    why: 'Which fields an update changes depends on the item’s history.',
  },
  {
    operation: 'Updates_*',
    at: '*attributes.resourceSize',
    why: 'Only attachments have a size; no generated item has one.',
  },
  {
    operation: 'Comments_*',
    at: '.commentId',
    why: 'The file says id, as the other examples do.',
  },
  {
    operation: 'Classification Nodes_Get Classification Nodes',
    at: '*',
    why: 'The file lists the example of one tree under the operation that answers a list; the trees have cases of their own.',
  },
  {
    operation: 'Columns_List',
    at: '*.stateMappings.*',
    why: 'The types on a board are those of the project’s process.',
  },
  {
    operation: 'Teamsettings_*',
    at: '.defaultIterationMacro',
    why: 'Sent only when the default iteration is a macro.',
  },
  {
    operation: 'Iterations_List',
    at: '.values',
    why: 'The example calls the list "values"; the file says it is an ordinary list.',
  },
  {
    operation: '*',
    at: '*.approvalOptions.timeoutInMintues',
    why: 'A slip of the pen in the example; the file spells it timeoutInMinutes.',
  },
  {
    operation: 'Targets_*',
    at: '*.agent.lastCompletedRequest',
    why: 'The sandbox’s releases run on agents of pools, so its deployment targets have had no jobs.',
  },
  {
    operation: 'Streams_*',
    at: '*status',
    why: 'The examples have the number of the state; the file says it is a word.',
  },
  {
    operation: 'Streams_Query All Streams',
    at: '*',
    why: 'The example shows one stream alone; the file says the answer is a list.',
  },
  {
    operation: 'Streams_*',
    at: '.status',
    why: 'The example is of an early preview; the file says a word.',
  },
  {
    operation: 'Streams_Query All Streams',
    at: '.*',
    why: 'The example shows one stream where the file says a list.',
  },
  {
    operation: '*',
    at: '.releaseEnvironmentDefinition',
    why: 'Only of test plans that belong to a classic release.',
  },
  {
    operation: 'Pages_Delete Page',
    at: '.isParentPage',
    why: 'Sent for a page with sub-pages only; the case deletes one without.',
  },
]

/** Operations of a file that have examples and that the sandbox does not emulate; `*` stands for any text. */
export interface UncoveredOperations {
  specification: string
  operations: readonly string[]
  why: string
}

export const uncovered: readonly UncoveredOperations[] = [
  {
    specification: 'approvalsAndChecks/pipelinesChecks.json',
    operations: ['Check Evaluations_*'],
    why: 'Checks run outside the service; no table or write of the connector takes part in one.',
  },
  {
    specification: 'distributedTask/task.json',
    operations: ['*'],
    why: 'What agents tell the service while a job runs; no client of the connector is an agent.',
  },
  {
    specification: 'git/git.json',
    operations: ['Import Requests_*', 'Reverts_*', 'Merges_*'],
    why: 'Work that the service does in the background on repositories; no table shows it.',
  },
  {
    specification: 'graph/graph.json',
    operations: ['Service Principals_*'],
    why: 'Principals are added by the administrator of Entra; the sandbox’s are those of its tenant.',
  },
  {
    specification: 'graph/graph.json',
    operations: ['Subject Lookup_Lookup Subjects'],
    why: 'Emulated; the file describes the bare map that the example wraps, so the case names no operation.',
  },
  {
    specification: 'memberEntitlementManagement/memberEntitlementManagement.json',
    operations: ['Group Entitlements_*', 'Service Principal Entitlements_*'],
    why: 'Rules that hand out licences to groups and principals are read only.',
  },
  {
    specification: 'processes/workItemTrackingProcess.json',
    operations: ['*'],
    why: 'Processes are read only: the sandbox’s projects use the three that come with the service.',
  },
  {
    specification: 'release/release.json',
    operations: [
      'Gates_*',
      'Releases_Update Release',
      'Releases_Get Logs',
      'Attachments_*',
      'Manual Interventions_*',
    ],
    why: 'Gates, interventions, attachments and zipped logs of classic releases; no table shows them.',
  },
  {
    specification: 'security/security.json',
    operations: ['Access Control *', 'Permissions_Remove Permission'],
    why: 'Permissions are read only.',
  },
  {
    specification: 'serviceEndpoint/serviceEndpoint.json',
    operations: ['Endpointproxy_*'],
    why: 'A call to another service through an endpoint; the sandbox has no other service.',
  },
  {
    specification: 'testResults/testResults.json',
    operations: ['Testlog_*', 'Testlogstoreendpoint_*'],
    why: 'Logs of tests lie in a store outside the service.',
  },
  {
    specification: 'wiki/wiki.json',
    operations: ['Pages_Update'],
    why: 'Editing by the id of a page; pages are edited by their path.',
  },
  {
    specification: 'wit/workItemTracking.json',
    operations: ['Artifact *', 'Attachments_Upload Chunk'],
    why: 'Look-ups by artifact are no table; a part of an attachment is sent to its own address, which has a case.',
  },
]
