import type {
  EnvironmentOptions,
  ReleaseDefinitionApprovals,
} from 'azure-devops-node-api/interfaces/ReleaseInterfaces.js'
import type { Person } from '../../data/people.js'
import type { DefinitionEnvironment } from '../../data/release/release-definition.js'
import type { EndpointCall } from '../route.js'
import { person } from './release-reference.js'
import type { Wire } from '../wire.js'

/** Options of all environments. */
export const environmentOptions: Wire<EnvironmentOptions> = {
  emailNotificationType: 'OnlyOnFailure',
  emailRecipients: 'release.environment.owner;release.creator',
  skipArtifactsDownload: false,
  timeoutInMinutes: 0,
  enableAccessToken: false,
  publishDeploymentStatus: true,
  badgeEnabled: false,
  autoLinkWorkItems: false,
  pullRequestDeploymentEnabled: false,
}

/** Who approves; `id` numbers the steps of a definition and is 0 in releases. */
export function approvalsSnapshot(
  call: EndpointCall,
  approvers: readonly Person[],
  id: number,
): Wire<ReleaseDefinitionApprovals> {
  if (approvers.length === 0)
    return { approvals: [{ rank: 1, isAutomated: true, isNotificationOn: false, id }] }
  return {
    approvals: approvers.map((approver, at) => ({
      rank: 1,
      isAutomated: false,
      isNotificationOn: false,
      approver: person(call, approver),
      id: id === 0 ? 0 : id + at,
    })),
    approvalOptions: {
      requiredApproverCount: 0,
      releaseCreatorCanBeApprover: true,
      autoTriggeredAndPreviousEnvironmentApprovedCanBeSkipped: false,
      enforceIdentityRevalidation: false,
      timeoutInMinutes: 43_200,
      executionOrder: 'beforeGates',
    },
  }
}

/** The one phase of an environment: its tasks, on an agent of its queue. */
export function phases({ queueId, tasks }: DefinitionEnvironment) {
  return [
    {
      deploymentInput: {
        parallelExecution: { parallelExecutionType: 'none' },
        skipArtifactsDownload: false,
        artifactsDownloadInput: { downloadInputs: [] },
        queueId,
        demands: [],
        enableAccessToken: false,
        timeoutInMinutes: 0,
        jobCancelTimeoutInMinutes: 1,
        condition: 'succeeded()',
        overrideInputs: {},
      },
      rank: 1,
      phaseType: 'agentBasedDeployment',
      name: 'Run on agent',
      refName: null,
      workflowTasks: tasks,
    },
  ]
}
