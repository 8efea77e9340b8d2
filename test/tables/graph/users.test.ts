import { expect, it } from 'vitest'
import { users } from '../../../src/tables/graph/users.js'
import { rowOf } from '../row-of.js'

it('a user', () => {
  const payload = {
    subjectKind: 'user',
    metaType: 'member',
    directoryAlias: 'jamal',
    domain: '45aa3d2d-7442-473d-b4d3-3c670da9dd96',
    principalName: 'jamal@fabrikam.example',
    mailAddress: 'jamal@mail.example',
    origin: 'aad',
    originId: 'ac5aaba6-a66a-4e1d-b508-b060ec624fa9',
    displayName: 'Jamal Hartnett',
    isDeletedInOrigin: true,
    url: 'u',
    descriptor: 'aad.x',
  }
  expect(rowOf(users, payload)).toEqual({
    descriptor: 'aad.x',
    display_name: 'Jamal Hartnett',
    principal_name: 'jamal@fabrikam.example',
    mail_address: 'jamal@mail.example',
    origin: 'aad',
    origin_id: payload.originId,
    domain: payload.domain,
    subject_kind: 'user',
    meta_type: 'member',
    directory_alias: 'jamal',
    is_deleted_in_origin: true,
    url: 'u',
  })
})

it('a user of a tenant that says little', () => {
  expect(rowOf(users, { descriptor: 'svc.x', originId: null })).toMatchObject({
    origin_id: null,
    meta_type: null,
    is_deleted_in_origin: false,
  })
})
