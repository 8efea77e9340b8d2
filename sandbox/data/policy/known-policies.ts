/** A kind of policy the service knows. */
export interface PolicyType {
  id: string
  displayName: string
  description: string
  /** What of a pull request it judges; absent for policies of repositories and of pushes. */
  judges?: 'approvals' | 'requiredReviewers' | 'comments' | 'workItems' | 'mergeStrategy' | 'status' | 'build'
}

/** The types every project has; ids are the service's own (published examples and documentation of branch policies). */
export const policyTypes: readonly PolicyType[] = [
  {
    id: 'fa4e907d-c16b-4a4c-9dfa-4906e5d171dd',
    displayName: 'Minimum number of reviewers',
    description: 'So many reviewers must approve a pull request.',
    judges: 'approvals',
  },
  {
    id: 'fd2167ab-b0be-447a-8ec8-39368250530e',
    displayName: 'Required reviewers',
    description: 'Named reviewers must approve pull requests that change certain files.',
    judges: 'requiredReviewers',
  },
  {
    id: 'c6a1889d-b943-4856-b76f-9e46bb6b0df2',
    displayName: 'Comment requirements',
    description: 'All comments on a pull request must be resolved.',
    judges: 'comments',
  },
  {
    id: '40e92b44-2fe1-4dd6-b3d8-74a9c21d0c6e',
    displayName: 'Work item linking',
    description: 'A pull request must be linked to a work item.',
    judges: 'workItems',
  },
  {
    id: 'fa4e907d-c16b-4a4c-9dfa-4916e5d171ab',
    displayName: 'Require a merge strategy',
    description: 'Pull requests are completed in certain ways only.',
    judges: 'mergeStrategy',
  },
  {
    id: 'cbdc66da-9728-4af8-aada-9a5a32e4a226',
    displayName: 'Status',
    description: 'A status of a pull request must be a success.',
    judges: 'status',
  },
  {
    id: '0609b952-1397-4640-95ec-e00a01b2c241',
    displayName: 'Build',
    description: 'A build of the merged changes must succeed.',
    judges: 'build',
  },
  {
    id: '7ed39669-655c-494e-b4a0-a08b4da0fcce',
    displayName: 'Git repository settings',
    description: 'Settings of a repository.',
  },
  {
    id: '2e26e725-8201-4edd-8bf5-978563c34a80',
    displayName: 'File size restriction',
    description: 'Pushed files must not be larger than this.',
  },
  {
    id: '001a79cf-fda1-4c4e-9e7c-bac40ee5ead8',
    displayName: 'Path Length restriction',
    description: 'Paths of pushed files must not be longer than this.',
  },
  {
    id: '51c78909-e838-41a2-9496-c647091e3c61',
    displayName: 'File name restriction',
    description: 'Pushed files must not have such names.',
  },
  {
    id: '77ed4bd3-b063-4689-934a-175e4d0a78d7',
    displayName: 'Commit author email validation',
    description: 'Authors of pushed commits must have such mail addresses.',
  },
]

/** The type of an id. */
export function policyType(id: string): PolicyType | undefined {
  return policyTypes.find((type) => type.id === id.toLowerCase())
}
