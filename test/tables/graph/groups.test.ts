import { expect, it } from 'vitest'
import { groups } from '../../../src/tables/graph/groups.js'
import { fabrikam, rowOf } from '../row-of.js'

const group = {
  subjectKind: 'group',
  description: 'Who may change things',
  domain: `vstfs:///Classification/TeamProject/${fabrikam.id.toUpperCase()}`,
  principalName: '[Fabrikam]\\Contributors',
  mailAddress: null,
  origin: 'vsts',
  originId: 'd8a4c8a6-6a80-4b4b-9c32-3bb6c7bd9a5c',
  displayName: 'Contributors',
  url: 'u',
  descriptor: 'vssgp.x',
}

it('a group of a project', () => {
  expect(rowOf(groups, group)).toEqual({
    descriptor: 'vssgp.x',
    display_name: 'Contributors',
    principal_name: group.principalName,
    description: group.description,
    mail_address: null,
    project_id: fabrikam.id,
    origin: 'vsts',
    origin_id: group.originId,
    domain: group.domain,
    subject_kind: 'group',
    url: 'u',
  })
})

it.each([
  'vstfs:///Framework/IdentityDomain/6ce954b1-ce1f-45d1-b94d-e6bf2464ba2c',
  '45aa3d2d-7442-473d-b4d3-3c670da9dd96',
  'vstfs:///Classification/TeamProject/Fabrikam',
])('a group of no project: %s', (domain) => {
  expect(rowOf(groups, { ...group, domain }).project_id).toBeNull()
})
