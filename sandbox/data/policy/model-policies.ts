import { createBuilds } from '../build/build-data.js'
import { contentOf } from '../build/definition.js'
import type { Repository } from '../git/repositories.js'
import type { Organization } from '../organization.js'
import type { Project } from '../projects.js'
import type { PolicySettings } from './policy-settings.js'

interface ModelPolicy {
  typeId: string
  isEnabled: boolean
  isBlocking: boolean
  isDeleted?: boolean
  settings: PolicySettings
}

/** Projects with policies of all kinds; the others have one. */
const richProjects = 3

/** The policies a project comes with: exact, prefix and project-wide scopes, a disabled and a deleted one. */
export function modelPolicies(
  organization: Organization,
  project: Project,
  repositories: readonly Repository[],
): ModelPolicy[] {
  const [home, other] = repositories
  if (!home) return []
  const main = { refName: home.defaultBranch ?? null, matchKind: 'Exact', repositoryId: home.id }
  const releases = { refName: 'refs/heads/release/', matchKind: 'Prefix', repositoryId: null }
  const approvals: ModelPolicy = {
    typeId: 'fa4e907d-c16b-4a4c-9dfa-4906e5d171dd',
    isEnabled: true,
    isBlocking: true,
    settings: {
      minimumApproverCount: project.index === 0 ? 2 : 1,
      creatorVoteCounts: false,
      allowDownvotes: false,
      resetOnSourcePush: true,
      scope: [main, releases],
    },
  }
  if (project.index >= richProjects) return [approvals]
  const definition = [...organization.part(createBuilds).of(project).definitions.values()].find(
    (candidate) => contentOf(candidate).repository === home,
  )
  const [team] = organization.teams.filter((candidate) => candidate.project === project)
  return [
    approvals,
    {
      typeId: 'c6a1889d-b943-4856-b76f-9e46bb6b0df2',
      isEnabled: true,
      isBlocking: false,
      settings: { scope: [main] },
    },
    {
      typeId: '40e92b44-2fe1-4dd6-b3d8-74a9c21d0c6e',
      isEnabled: true,
      isBlocking: false,
      settings: { scope: [{ ...releases, repositoryId: home.id }] },
    },
    {
      typeId: 'fd2167ab-b0be-447a-8ec8-39368250530e',
      isEnabled: true,
      isBlocking: true,
      settings: {
        requiredReviewerIds: team ? [team.id] : [],
        filenamePatterns: ['/azure-pipelines.yml', '*/größe*.cs'],
        addedFilesOnly: false,
        message: null,
        minimumApproverCount: 1,
        creatorVoteCounts: false,
        scope: [main],
      },
    },
    {
      typeId: 'fa4e907d-c16b-4a4c-9dfa-4916e5d171ab',
      isEnabled: false,
      isBlocking: true,
      settings: { allowSquash: true, allowNoFastForward: true, scope: [main] },
    },
    {
      typeId: 'cbdc66da-9728-4af8-aada-9a5a32e4a226',
      isEnabled: true,
      isBlocking: false,
      settings: { statusName: 'coverage', statusGenre: 'quality', policyApplicability: null, scope: [main] },
    },
    ...(definition
      ? [
          {
            typeId: '0609b952-1397-4640-95ec-e00a01b2c241',
            isEnabled: true,
            isBlocking: false,
            settings: {
              buildDefinitionId: definition.id,
              queueOnSourceUpdateOnly: true,
              manualQueueOnly: false,
              displayName: null,
              validDuration: 720,
              scope: [main],
            },
          },
        ]
      : []),
    {
      typeId: '7ed39669-655c-494e-b4a0-a08b4da0fcce',
      isEnabled: true,
      isBlocking: true,
      settings: { enforceConsistentCase: true, scope: [{ repositoryId: null }] },
    },
    {
      typeId: '2e26e725-8201-4edd-8bf5-978563c34a80',
      isEnabled: true,
      isBlocking: true,
      settings: {
        maximumGitBlobSizeInBytes: 10_485_760,
        useUncompressedSize: true,
        scope: [{ repositoryId: other?.id ?? null }],
      },
    },
    {
      typeId: 'c6a1889d-b943-4856-b76f-9e46bb6b0df2',
      isEnabled: true,
      isBlocking: true,
      isDeleted: true,
      settings: { scope: [{ refName: 'refs/heads/old', matchKind: 'Exact', repositoryId: home.id }] },
    },
  ]
}
