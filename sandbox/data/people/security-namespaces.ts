/** One thing that can be allowed. */
export interface SecurityAction {
  bit: number
  name: string
  displayName: string
}

/** A kind of things that are secured alike; its tokens name the things. */
export interface SecurityNamespace {
  id: string
  name: string
  separator: string
  readPermission: number
  writePermission: number
  actions: readonly SecurityAction[]
}

function namespace(
  id: string,
  name: string,
  separator: string,
  permissions: readonly [read: number, write: number],
  actions: Readonly<Record<string, string>>,
): SecurityNamespace {
  return {
    id,
    name,
    separator,
    readPermission: permissions[0],
    writePermission: permissions[1],
    actions: Object.entries(actions).map(([action, displayName], at) => ({
      bit: 2 ** at,
      name: action,
      displayName,
    })),
  }
}

/** Namespaces, their ids and actions (Azure DevOps docs, "Security namespace and permission reference"). */
export const securityNamespaces: readonly SecurityNamespace[] = [
  namespace('52d39943-cb85-4d7f-8fa8-c6baac873819', 'Project', ':', [1, 2], {
    GENERIC_READ: 'View project-level information',
    GENERIC_WRITE: 'Edit project-level information',
    DELETE: 'Delete team project',
    PUBLISH_TEST_RESULTS: 'Create test runs',
    ADMINISTER_BUILD: 'Administer a build',
    START_BUILD: 'Start a build',
    EDIT_BUILD_STATUS: 'Edit build quality',
    UPDATE_BUILD: 'Write to build operational store',
    DELETE_TEST_RESULTS: 'Delete test runs',
    VIEW_TEST_RESULTS: 'View test runs',
  }),
  namespace('2e9eb7ed-3c0a-47d4-87c1-0ffdd275fd87', 'Git Repositories', '/', [2, 8192], {
    Administer: 'Administer',
    GenericRead: 'Read',
    GenericContribute: 'Contribute',
    ForcePush: 'Force push (rewrite history, delete branches and tags)',
    CreateBranch: 'Create branch',
    CreateTag: 'Create tag',
    ManageNote: 'Manage notes',
    PolicyExempt: 'Bypass policies when pushing',
    CreateRepository: 'Create repository',
    DeleteRepository: 'Delete repository',
    RenameRepository: 'Rename repository',
    EditPolicies: 'Edit policies',
    RemoveOthersLocks: "Remove others' locks",
    ManagePermissions: 'Manage permissions',
    PullRequestContribute: 'Contribute to pull requests',
    PullRequestBypassPolicy: 'Bypass policies when completing pull requests',
  }),
  namespace('33344d9c-fc72-4d6f-aba5-fa317101a7e9', 'Build', '/', [1024, 16384], {
    ViewBuilds: 'View builds',
    EditBuildQuality: 'Edit build quality',
    RetainIndefinitely: 'Retain indefinitely',
    DeleteBuilds: 'Delete builds',
    ManageBuildQualities: 'Manage build qualities',
    DestroyBuilds: 'Destroy builds',
    UpdateBuildInformation: 'Update build information',
    QueueBuilds: 'Queue builds',
    ManageBuildQueue: 'Manage build queue',
    StopBuilds: 'Stop builds',
    ViewBuildDefinition: 'View build pipeline',
    EditBuildDefinition: 'Edit build pipeline',
    DeleteBuildDefinition: 'Delete build pipeline',
    OverrideBuildCheckInValidation: 'Override check-in validation by build',
    AdministerBuildPermissions: 'Administer build permissions',
  }),
  namespace('83e28ad4-2d72-4ceb-97b0-c7726d5502c3', 'CSS', ':', [1, 8], {
    GENERIC_READ: 'View permissions for this node',
    GENERIC_WRITE: 'Edit this node',
    CREATE_CHILDREN: 'Create child nodes',
    DELETE: 'Delete this node',
    WORK_ITEM_READ: 'View work items in this node',
    WORK_ITEM_WRITE: 'Edit work items in this node',
    MANAGE_TEST_PLANS: 'Manage test plans',
    MANAGE_TEST_SUITES: 'Manage test suites',
  }),
  namespace('3e65f728-f8bc-4ecd-8764-7e378b19bfa7', 'Collection', '/', [1, 2], {
    GENERIC_READ: 'View collection-level information',
    GENERIC_WRITE: 'Edit collection-level information',
    CREATE_PROJECTS: 'Create new projects',
    TRIGGER_EVENT: 'Trigger events',
    MANAGE_TEMPLATE: 'Manage process template',
    DIAGNOSTIC_TRACE: 'Alter trace settings',
    SYNCHRONIZE_READ: 'View system synchronization information',
    MANAGE_TEST_CONTROLLERS: 'Manage test controllers',
  }),
]
