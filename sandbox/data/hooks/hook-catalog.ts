/** What a subscription asks for in one field. */
export interface HookInput {
  id: string
  name: string
  description: string
  mode: 'textBox' | 'passwordBox' | 'combo' | 'checkBox'
  type: 'string' | 'uri' | 'guid' | 'boolean'
  required: boolean
  confidential: boolean
}

export interface HookEvent {
  id: string
  name: string
  description: string
  inputs: readonly HookInput[]
  versions: readonly string[]
}

export interface HookPublisher {
  id: string
  name: string
  description: string
  inputs: readonly HookInput[]
  events: readonly HookEvent[]
}

export interface HookAction {
  id: string
  name: string
  description: string
  inputs: readonly HookInput[]
  /** All of them unless given. */
  events?: readonly string[]
}

export interface HookConsumer {
  id: string
  name: string
  description: string
  authentication: 'none' | 'oAuth' | 'external'
  inputs: readonly HookInput[]
  actions: readonly HookAction[]
}

function input(id: string, name: string, flags = '', type: HookInput['type'] = 'string'): HookInput {
  const confidential = flags.includes('secret')
  return {
    id,
    name,
    description: `${name} of the subscription.`,
    mode: confidential
      ? 'passwordBox'
      : type === 'boolean'
        ? 'checkBox'
        : flags.includes('combo')
          ? 'combo'
          : 'textBox',
    type,
    required: flags.includes('required'),
    confidential,
  }
}

function event(id: string, name: string, inputs: readonly HookInput[] = []): HookEvent {
  return { id, name, description: `${name}.`, inputs, versions: ['1.0', '2.0', 'latest'] }
}

const project = input('projectId', 'Project', 'combo', 'guid')
const branch = input('branch', 'Branch', 'combo')
const repository = input('repository', 'Repository', 'combo', 'guid')
const itemInputs = [
  input('areaPath', 'Area path', 'combo'),
  input('workItemType', 'Work item type', 'combo'),
  input('tag', 'Tag'),
]

/** Where events come from (docs, "Service hooks events"): some of each. */
export const hookPublishers: readonly HookPublisher[] = [
  {
    id: 'tfs',
    name: 'Azure DevOps Services',
    description: 'Events of code, builds and work items.',
    inputs: [project],
    events: [
      event('build.complete', 'Build completed', [
        input('definitionName', 'Build pipeline', 'combo'),
        input('buildStatus', 'Build Status', 'combo'),
      ]),
      event('git.push', 'Code pushed', [
        repository,
        branch,
        input('pushedBy', 'Pushed by a member of group', 'combo'),
      ]),
      event('git.pullrequest.created', 'Pull request created', [repository, branch]),
      event('git.pullrequest.updated', 'Pull request updated', [repository, branch]),
      event('git.pullrequest.merged', 'Pull request merge attempted', [repository, branch]),
      event('workitem.created', 'Work item created', itemInputs),
      event('workitem.updated', 'Work item updated', [
        ...itemInputs,
        input('changedFields', 'Field', 'combo'),
      ]),
      event('workitem.deleted', 'Work item deleted', itemInputs),
      event('workitem.restored', 'Work item restored', itemInputs),
      event('workitem.commented', 'Work item commented on', [
        ...itemInputs,
        input('commentPattern', 'Contains'),
      ]),
    ],
  },
  {
    id: 'rm',
    name: 'Release Management',
    description: 'Events of releases.',
    inputs: [project],
    events: [
      event('ms.vss-release.release-created-event', 'Release created'),
      event('ms.vss-release.deployment-completed-event', 'Release deployment completed'),
    ],
  },
  {
    id: 'pipelines',
    name: 'Pipelines',
    description: 'Events of YAML pipelines.',
    inputs: [project],
    events: [
      event('ms.vss-pipelines.run-state-changed-event', 'Run state changed'),
      event('ms.vss-pipelines.stage-state-changed-event', 'Run stage state changed'),
    ],
  },
]

/** Where events go to (docs, "Integrate with service hooks"): some of each. */
export const hookConsumers: readonly HookConsumer[] = [
  {
    id: 'webHooks',
    name: 'Web Hooks',
    description: 'Sends events to an address.',
    authentication: 'none',
    inputs: [],
    actions: [
      {
        id: 'httpRequest',
        name: 'Post via HTTP',
        description: 'Posts the event as JSON.',
        inputs: [
          input('url', 'URL', 'required', 'uri'),
          input('httpHeaders', 'HTTP headers', 'secret'),
          input('basicAuthUsername', 'Basic authentication username'),
          input('basicAuthPassword', 'Basic authentication password', 'secret'),
          input('resourceDetailsToSend', 'Resource details to send', 'combo'),
          input('acceptUntrustedCerts', 'Accept untrusted SSL certificates', '', 'boolean'),
        ],
      },
    ],
  },
  {
    id: 'azureStorageQueue',
    name: 'Azure Storage',
    description: 'Puts events into a queue.',
    authentication: 'none',
    inputs: [
      input('accountName', 'Storage account name', 'required'),
      input('accountKey', 'Storage account key', 'required secret'),
    ],
    actions: [
      {
        id: 'enqueue',
        name: 'Insert a message in a Storage Queue',
        description: 'Puts the event as JSON into a queue.',
        inputs: [input('queueName', 'Queue name', 'required')],
      },
    ],
  },
  {
    id: 'jenkins',
    name: 'Jenkins',
    description: 'Starts builds of Jenkins.',
    authentication: 'none',
    inputs: [
      input('serverBaseUrl', 'Jenkins base URL', 'required', 'uri'),
      input('username', 'User name', 'required'),
      input('password', 'User API token', 'required secret'),
    ],
    actions: [
      {
        id: 'triggerGenericBuild',
        name: 'Trigger generic build',
        description: 'Starts a build.',
        inputs: [input('buildName', 'Build', 'required')],
        events: ['git.push', 'build.complete', 'git.pullrequest.merged'],
      },
    ],
  },
  {
    id: 'zendesk',
    name: 'Zendesk',
    description: 'Writes comments on tickets.',
    authentication: 'external',
    inputs: [
      input('accountName', 'Account name', 'required'),
      input('username', 'User name', 'required'),
      input('apiToken', 'API token', 'required secret'),
    ],
    actions: [
      {
        id: 'createPrivateComment',
        name: 'Create a private comment in a ticket',
        description: 'Adds a comment for agents only.',
        inputs: [],
        events: ['workitem.commented'],
      },
    ],
  },
]
