import { buildTables, codeTables, itemTables, wikiTables, words, type Change } from './change.js'

/** Changes of repositories, branches, commits and pull requests. */
export const codeChanges: readonly Change[] = [
  {
    name: 'add a repository',
    weight: 1,
    touches: ['repositories'],
    async make({ service, any, fresh }) {
      const { id } = any('projects', ({ state }) => state === 'wellFormed')
      await service.send('POST', `${id}/_apis/git/repositories`, { name: fresh(), project: { id } })
    },
  },
  {
    name: 'rename a repository',
    weight: 1,
    touches: [...codeTables, ...buildTables, 'pipelines'],
    async make({ service, any, fresh }) {
      const { id, project_id } = any('repositories', ({ is_disabled }) => is_disabled !== 'true')
      await service.send('PATCH', `${project_id}/_apis/git/repositories/${id}`, { name: fresh() })
    },
  },
  {
    name: 'add a branch',
    weight: 2,
    touches: ['branches', ...buildTables],
    async make({ service, any, fresh }) {
      const { repository_id, project_id, commit_id } = any('branches')
      await service.send('POST', `${project_id}/_apis/git/repositories/${repository_id}/refs`, [
        { name: `refs/heads/feature/${fresh()}`, oldObjectId: '0'.repeat(40), newObjectId: commit_id },
      ])
    },
  },
  {
    name: 'delete a branch',
    weight: 1,
    touches: ['branches', ...buildTables],
    async make({ service, any }) {
      const { repository_id, project_id, commit_id, ref } = any('branches', ({ name }) => name !== 'main')
      await service.send('POST', `${project_id}/_apis/git/repositories/${repository_id}/refs`, [
        { name: ref, oldObjectId: commit_id, newObjectId: '0'.repeat(40) },
      ])
    },
  },
  {
    name: 'open a pull request',
    weight: 2,
    touches: [...codeTables, ...buildTables],
    async make({ service, any, random }) {
      const { repository_id, project_id, ref } = any('branches', ({ name }) => name !== 'main')
      const to = any('branches', (row) => row['repository_id'] === repository_id && row['ref'] !== ref)
      const address = `${project_id}/_apis/git/repositories/${repository_id}/pullrequests`
      const names = { sourceRefName: ref, targetRefName: to['ref'] }
      await service.send('POST', address, { ...names, title: random.pick(words), isDraft: random.chance(3) })
    },
  },
  {
    name: 'abandon or reactivate a pull request, or change its title',
    weight: 3,
    touches: [...codeTables, ...buildTables],
    async make({ service, any, random }) {
      const one = any('pull_requests', ({ status }) => status !== 'completed')
      const address = `${one['project_id']}/_apis/git/repositories/${one['repository_id']}/pullrequests/${one['id']}`
      const status = one['status'] === 'active' ? 'abandoned' : 'active'
      await service.send('PATCH', address, random.chance(2) ? { title: random.pick(words) } : { status })
    },
  },
  {
    name: 'remove a reviewer',
    weight: 1,
    touches: ['pull_request_reviewers', 'pull_requests'],
    async make({ service, any }) {
      const one = any('pull_request_reviewers')
      const address = `${one['project_id']}/_apis/git/repositories/${one['repository_id']}`
      await service.send(
        'DELETE',
        `${address}/pullrequests/${one['pull_request_id']}/reviewers/${one['reviewer_id']}`,
      )
    },
  },
  {
    name: 'push a commit',
    weight: 3,
    touches: [...codeTables, ...buildTables],
    async make({ service, any, random, fresh }) {
      const { repository_id, project_id, commit_id, ref } = any('branches')
      const changes = [
        {
          changeType: 'add',
          item: { path: `/${fresh()}` },
          newContent: { content: 'text', contentType: 'rawtext' },
        },
      ]
      await service.send('POST', `${project_id}/_apis/git/repositories/${repository_id}/pushes`, {
        refUpdates: [{ name: ref, oldObjectId: commit_id }],
        commits: [{ comment: random.pick(words), changes }],
      })
    },
  },
  {
    name: 'complete a pull request',
    weight: 2,
    touches: [...itemTables, ...codeTables, ...buildTables],
    async make({ service, any }) {
      const one = any('pull_requests', ({ status }) => status === 'active')
      const address = `${one['project_id']}/_apis/git/repositories/${one['repository_id']}/pullrequests/${one['id']}`
      const { lastMergeSourceCommit } = (await service.send('GET', address)) as Record<string, unknown>
      await service.send('PATCH', address, { status: 'completed', lastMergeSourceCommit })
    },
  },
  {
    name: 'disable or enable a repository',
    weight: 0.5,
    touches: [...codeTables, ...buildTables, ...wikiTables, 'pipelines'],
    async make({ service, any }) {
      const { id, project_id, is_disabled } = any('repositories')
      const address = `${project_id}/_apis/git/repositories/${id}`
      await service.send('PATCH', address, { isDisabled: is_disabled !== 'true' })
    },
  },
  {
    name: 'delete a repository',
    weight: 0.3,
    touches: [...codeTables, ...buildTables, ...wikiTables, 'pipelines'],
    async make({ service, any }) {
      const { id, project_id } = any('repositories')
      await service.send('DELETE', `${project_id}/_apis/git/repositories/${id}`)
    },
  },
]
