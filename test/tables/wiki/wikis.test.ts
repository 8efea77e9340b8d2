import { expect, it } from 'vitest'
import { wikis } from '../../../src/tables/wiki/wikis.js'
import { fabrikam, inFabrikam, rowOf } from '../row-of.js'

it('a wiki', () => {
  const payload = {
    id: '2cdb1ee4-9f7c-4c39-9f4f-0a6b1c0b8f1e',
    versions: [{ version: 'wikiMaster' }],
    url: 'u',
    remoteUrl: 'w',
    type: 'projectWiki',
    name: 'Fabrikam.wiki',
    projectId: fabrikam.id,
    repositoryId: '5febef5a-833d-4e14-b9c0-14cb638f91e6',
    mappedPath: '/',
  }
  const row = {
    id: payload.id,
    name: 'Fabrikam.wiki',
    ...inFabrikam,
    type: 'projectWiki',
    repository_id: payload.repositoryId,
    mapped_path: '/',
    versions: payload.versions,
    is_disabled: false,
    web_url: 'w',
    url: 'u',
  }
  expect(rowOf(wikis, payload, { parent: fabrikam })).toEqual(row)
  expect(rowOf(wikis, { ...payload, isDisabled: true }, { parent: fabrikam })).toEqual({
    ...row,
    is_disabled: true,
  })
})
