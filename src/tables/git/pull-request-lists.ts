import type { ListParameter, ListSource } from '../table-definition.js'

/** What differs between the tables that are read out of lists of pull requests. */
export interface PullRequestLists {
  /** Column that holds the number of the pull request. */
  readonly id: string
  readonly query: Readonly<Record<string, string>>
  readonly parameters: readonly ListParameter[]
  /** Member of each pull request that holds the rows; the pull request itself unless given. */
  readonly each?: string
}

/** Pull requests by number, by repository, by project. Columns: `id` as given, `repository_id`. */
export function pullRequestLists({ id, query, parameters, each }: PullRequestLists): readonly ListSource[] {
  const rows = each === undefined ? {} : { each }
  const list = {
    kind: 'list',
    host: 'core',
    query,
    paging: { style: 'top-skip', size: 1000 },
    rows,
    empty: [404],
  } as const
  return [
    {
      kind: 'list',
      host: 'core',
      path: `/_apis/git/pullrequests/{=${id}}`,
      paging: { style: 'none' },
      rows: { ...rows, single: true },
      empty: [404],
      doc: 'Git / Pull Requests / Get Pull Request By Id',
    },
    {
      ...list,
      path: '/_apis/git/repositories/{=repository_id}/pullrequests',
      parameters,
      doc: 'Git / Pull Requests / Get Pull Requests',
    },
    {
      ...list,
      path: '/{id}/_apis/git/pullrequests',
      parameters: [
        ...parameters,
        { kind: 'equal', column: 'repository_id', parameter: 'searchCriteria.repositoryId' },
      ],
      doc: 'Git / Pull Requests / Get Pull Requests By Project',
    },
  ]
}
