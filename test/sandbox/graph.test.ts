import { beforeEach, describe, expect, test } from 'vitest'
import { subjectDescriptor } from '../../sandbox/data/people/descriptors.js'
import { client, type Answer, type Client, type Json } from './devops-client.js'

let box: Client
beforeEach(() => {
  box = client({ seed: 4, projects: 5, workItems: 50 })
})

const preview = 'api-version=7.1-preview.1'
const v = 'api-version=7.1'
const json = { 'content-type': 'application/json' }
const jsonPatch = { 'content-type': 'application/json-patch+json' }

const graph = (path: string, method = 'GET', body?: unknown): Promise<Answer> =>
  box.send(
    method,
    `/_apis/graph/${path}${path.includes('?') ? '&' : '?'}${preview}`,
    method === 'PATCH' ? jsonPatch : json,
    body === undefined ? '' : JSON.stringify(body),
  )

/** Reads a list to its end by the header's token. */
async function whole(path: string): Promise<Json[]> {
  const rows: Json[] = []
  let token: string | undefined
  do {
    const next = token === undefined ? '' : `continuationToken=${encodeURIComponent(token)}`
    const answer = await graph(`${path}${path.includes('?') ? '&' : '?'}${next}`)
    expect(answer.status).toBe(200)
    rows.push(...answer.body.value)
    token = answer.headers?.['x-ms-continuationtoken']
  } while (token !== undefined)
  return rows
}

const groupNamed = async (principalName: string): Promise<Json> =>
  (await whole('groups')).find((group) => group.principalName === principalName)

/** Descriptors of the direct members of a group, or of the groups a subject is in. */
const memberships = async (descriptor: string, direction: 'up' | 'down'): Promise<string[]> =>
  (await graph(`memberships/${descriptor}?direction=${direction}`)).body.value.map((one: Json) =>
    direction === 'up' ? one.containerDescriptor : one.memberDescriptor,
  )

describe('subjects', () => {
  test('users come in pages of 500, with a token that must be encoded', async () => {
    const first = await graph('users')
    expect(first.body.count).toBe(500)
    const token = first.headers?.['x-ms-continuationtoken'] as string
    expect(encodeURIComponent(token)).not.toBe(token)
    expect((await graph(`users?continuationToken=${token}`)).status).toBe(400)
    const users = await whole('users')
    expect(users.length).toBeGreaterThan(500)
    expect(new Set(users.map(({ descriptor }) => descriptor)).size).toBe(users.length)
  })

  test('are those that identities elsewhere name by the same descriptor', async () => {
    const descriptors = new Set((await whole('users')).map(({ descriptor }) => descriptor))
    for (const { descriptor } of box.organization.people) expect(descriptors).toContain(descriptor)
  })

  test('come of the asked types only', async () => {
    const services = await whole('users?subjectTypes=svc')
    expect(services).toMatchObject([{ subjectKind: 'user', origin: 'vsts', domain: 'Build' }])
    const entra = await whole('groups?subjectTypes=aadgp')
    expect(entra.map(({ origin }) => origin)).toEqual(['aad', 'aad'])
    expect(entra[0].principalName).toBe('[TEAM FOUNDATION]\\Fabrikam Engineers')
  })

  test('have null and absent members as the service has', async () => {
    const users = await whole('users')
    const off = users.filter(({ isDeletedInOrigin }) => isDeletedInOrigin)
    expect(off).toHaveLength(1)
    expect(off[0].originId).toBeNull()
    expect(users[0]).not.toHaveProperty('isDeletedInOrigin')
    expect(users.filter(({ metaType }) => metaType === 'guest')).toHaveLength(1)
    expect((await graph(`membershipstates/${off[0].descriptor}`)).body.active).toBe(false)
    expect((await graph(`membershipstates/${users[0].descriptor}`)).body.active).toBe(true)
    expect((await whole('groups')).every(({ mailAddress }) => mailAddress === null)).toBe(true)
  })

  test('are hidden with a project that is being deleted', async () => {
    const project = box.organization.projects[1] as { state: string; name: string }
    const ofProject = async () =>
      (await whole('groups')).filter(({ principalName }) => principalName.startsWith(`[${project.name}]`))
    expect(await ofProject()).not.toEqual([])
    project.state = 'deleting'
    expect(await ofProject()).toEqual([])
  })

  test('are there for each team', async () => {
    const groups = await whole('groups')
    const teams = (await box.get('/_apis/teams?api-version=7.1-preview.3&$top=999')).body.value
    for (const { projectName, name } of teams)
      expect(groups.some(({ principalName }) => principalName === `[${projectName}]\\${name}`)).toBe(true)
  })

  test('go from storage key to descriptor and back; a project is a scope', async () => {
    const { id, descriptor } = box.organization.people[0]!
    expect((await box.get(`/_apis/graph/descriptors/${id}`)).body.value).toBe(descriptor)
    expect((await box.get(`/_apis/graph/storagekeys/${descriptor}`)).body.value).toBe(id)
    const project = box.organization.projects[1]!
    const scope = (await box.get(`/_apis/graph/descriptors/${project.id}`)).body.value
    expect(scope).toMatch(/^scp\./)
    expect((await box.get(`/_apis/graph/storagekeys/${scope}`)).body.value).toBe(project.id)
    const groups = await whole(`groups?scopeDescriptor=${scope}`)
    expect(groups.length).toBeGreaterThan(8)
    expect(new Set(groups.map(({ domain }) => domain))).toEqual(
      new Set([`vstfs:///Classification/TeamProject/${project.id}`]),
    )
    const users = await whole(`users?scopeDescriptor=${scope}`)
    expect(users.length).toBeGreaterThan(0)
    expect(users.length).toBeLessThan(130)
    const nobody = '00000000-0000-4000-8000-000000000000'
    expect((await box.get(`/_apis/graph/descriptors/${nobody}`)).status).toBe(404)
    expect((await graph(`groups?scopeDescriptor=${subjectDescriptor('scp', nobody)}`)).status).toBe(404)
  })

  test('are looked up by up to 500 descriptors at once', async () => {
    const users = (await whole('users')).map(({ descriptor }) => ({ descriptor }))
    const found = await graph('subjectlookup', 'POST', { lookupKeys: users.slice(0, 3) })
    expect(found.body.count).toBe(3)
    expect(Object.keys(found.body.value)).toEqual(users.slice(0, 3).map(({ descriptor }) => descriptor))
    const most = await graph('subjectlookup', 'POST', { lookupKeys: users.slice(0, 500) })
    expect(most.body.count).toBe(500)
    const over = await graph('subjectlookup', 'POST', { lookupKeys: users.slice(0, 501) })
    expect(over.status).toBe(400)
    expect(over.body.message).toMatch(/^TF400049: /)
    const unknown = await graph('subjectlookup', 'POST', { lookupKeys: [{ descriptor: 'aad.x' }] })
    expect(unknown.body).toEqual({ count: 0, value: {} })
  })

  test('are searched by the beginning of a name', async () => {
    const found = await graph('subjectquery', 'POST', { query: 'jamal', subjectKind: ['User'] })
    expect(found.body.value.map(({ displayName }: Json) => displayName)).toEqual([
      'Jamal Hartnett',
      'Jamal Hartnett',
    ])
    expect((await graph('subjectquery', 'POST', {})).status).toBe(400)
  })

  test('of unknown descriptors are a 404, and plain versions are refused', async () => {
    expect((await graph('users/aad.unknown')).status).toBe(404)
    expect((await graph(`groups/${box.organization.people[0]!.descriptor}`)).status).toBe(404)
    expect((await box.get(`/_apis/graph/users?${v}`)).body.typeKey).toBe('VssInvalidPreviewVersionException')
    expect((await box.get('/_apis/graph/descriptors/x?api-version=7.1')).status).toBe(404)
  })
})

describe('memberships', () => {
  test('up and down tell the same', async () => {
    const group = await groupNamed('[Fabrikam Fiber]\\Contributors')
    const members = await memberships(group.descriptor, 'down')
    expect(members.length).toBeGreaterThan(3)
    for (const member of members) expect(await memberships(member, 'up')).toContain(group.descriptor)
    expect((await graph(`memberships/${group.descriptor}?depth=2`)).status).toBe(400)
  })

  test('of a team are its members', async () => {
    for (const [project, team] of [
      ['Fabrikam Fiber', 'Fabrikam Fiber Team'],
      ['Fabrikam Fiber', 'Empty Team'],
      ['Northwind-Traders', 'Store 007'],
    ]) {
      const group = await groupNamed(`[${project}]\\${team}`)
      const address = `/_apis/projects/${project}/teams/${encodeURIComponent(team!)}`
      expect((await box.get(address)).body.id).toBe(
        (await box.get(`/_apis/graph/storagekeys/${group.descriptor}`)).body.value,
      )
      const members = (await box.get(`${address}/members?$top=500`)).body.value
      expect(await memberships(group.descriptor, 'down')).toEqual(
        members.map(({ identity }: Json) => identity.descriptor),
      )
    }
  })

  test('are added, checked and removed; a team shows it', async () => {
    const team = await groupNamed('[Fabrikam Fiber]\\Empty Team')
    const { descriptor, id } = box.organization.people[5]!
    const path = `memberships/${descriptor}/${team.descriptor}`
    expect((await graph(path, 'HEAD')).status).toBe(404)
    expect((await graph(path)).status).toBe(404)
    expect((await graph(path, 'PUT')).status).toBe(201)
    expect((await graph(path, 'PUT')).status).toBe(201)
    expect((await graph(path, 'HEAD')).status).toBe(200)
    const members = '/_apis/projects/Fabrikam%20Fiber/teams/Empty%20Team/members'
    expect((await box.get(members)).body.value.map(({ identity }: Json) => identity.id)).toEqual([id])
    expect((await graph(path, 'DELETE')).status).toBe(200)
    expect((await box.get(members)).body.value).toEqual([])
    expect((await graph(path, 'DELETE')).status).toBe(404)
  })

  test('in a circle are refused', async () => {
    const valid = await groupNamed('[Fabrikam Fiber]\\Project Valid Users')
    const inner = await groupNamed('[Fabrikam Fiber]\\Contributors')
    expect((await graph(`memberships/${valid.descriptor}/${inner.descriptor}`, 'PUT')).status).toBe(400)
    expect((await graph(`memberships/${inner.descriptor}/${inner.descriptor}`, 'PUT')).status).toBe(400)
  })
})

describe('changes', () => {
  test('a group is created in a project, changed, joined and deleted', async () => {
    const scope = subjectDescriptor('scp', box.organization.projects[0]!.id)
    const made = await graph(`groups?scopeDescriptor=${scope}`, 'POST', { displayName: 'Dev "A"' })
    expect(made.status).toBe(201)
    expect(made.body.principalName).toBe('[Fabrikam Fiber]\\Dev "A"')
    expect(made.headers?.location).toBe(made.body.url)
    const again = await graph(`groups?scopeDescriptor=${scope}`, 'POST', { displayName: 'dev "a"' })
    expect(again.status).toBe(409)
    const { descriptor } = made.body
    const renamed = await graph(`groups/${descriptor}`, 'PATCH', [
      { op: 'replace', path: '/description', value: 'Text' },
      { op: 'replace', path: '/displayName', value: 'Dev B' },
    ])
    expect(renamed.body).toMatchObject({ displayName: 'Dev B', description: 'Text' })
    expect((await graph(`groups/${descriptor}`, 'DELETE')).status).toBe(204)
    expect((await graph(`groups/${descriptor}`)).status).toBe(404)
    expect(await groupNamed('[Fabrikam Fiber]\\Dev B')).toBeUndefined()
  })

  test('built-in groups stay', async () => {
    const readers = await groupNamed('[Fabrikam Fiber]\\Readers')
    expect((await graph(`groups/${readers.descriptor}`, 'DELETE')).status).toBe(403)
    const rename = [{ op: 'replace', path: '/displayName', value: 'X' }]
    expect((await graph(`groups/${readers.descriptor}`, 'PATCH', rename)).status).toBe(403)
  })

  test('a user of the tenant is taken in with groups, and removed from all of them', async () => {
    const readers = await groupNamed('[Fabrikam Fiber]\\Readers')
    const made = await graph(`users?groupDescriptors=${readers.descriptor}`, 'POST', {
      principalName: 'new@fabrikam.example',
    })
    expect(made.status).toBe(201)
    const { descriptor } = made.body
    expect(await memberships(descriptor, 'up')).toEqual([readers.descriptor])
    const same = await graph('users', 'POST', { principalName: 'NEW@fabrikam.example' })
    expect(same.body.descriptor).toBe(descriptor)
    expect((await graph(`users/${descriptor}`, 'DELETE')).status).toBe(204)
    expect(await memberships(descriptor, 'up')).toEqual([])
    expect((await whole('users')).some((user) => user.descriptor === descriptor)).toBe(false)
    expect((await graph('users', 'POST', { mailAddress: 'a@b.example' })).status).toBe(501)
    expect((await graph('users', 'POST', {})).status).toBe(400)
  })
})

describe('identities', () => {
  const get = (query: string) => box.get(`/_apis/identities?${query}`)

  test('come in the order they were asked for, with null for those there are not', async () => {
    const [a, b] = box.organization.people
    const unknown = '00000000-0000-4000-8000-000000000000'
    const { value } = (await get(`identityIds=${b!.id},${unknown},${a!.id}`)).body
    expect(value.map((one: Json) => one?.id ?? null)).toEqual([b!.id, null, a!.id])
    const byDescriptor = (await get(`descriptors=${encodeURIComponent(value[0].descriptor)}`)).body.value
    expect(byDescriptor[0].id).toBe(b!.id)
    expect((await get(`subjectDescriptors=${a!.descriptor}`)).body.value[0].id).toBe(a!.id)
    expect((await get('')).status).toBe(400)
  })

  test('are searched by name, mail address and account', async () => {
    const found = async (filter: string, value: string) =>
      (await get(`searchFilter=${filter}&filterValue=${encodeURIComponent(value)}`)).body.value.length
    expect(await found('DisplayName', 'jamal hartnett')).toBe(2)
    expect(await found('MailAddress', 'raisa@fabrikam.example')).toBe(1)
    expect(await found('AccountName', '[Fabrikam Fiber]\\Contributors')).toBe(1)
    expect(await found('LocalGroupName', 'Contributors')).toBe(5)
    expect(await found('General', 'nobody at all')).toBe(0)
    expect((await get('searchFilter=Alias&filterValue=x')).status).toBe(501)
  })

  test('tell memberships as far as asked', async () => {
    const group = await groupNamed('[Fabrikam Fiber]\\Project Valid Users')
    const read = async (membership: string) =>
      (await get(`subjectDescriptors=${group.descriptor}&queryMembership=${membership}`)).body.value[0]
    expect((await read('none')).memberIds).toEqual([])
    const direct = await read('direct')
    expect(direct.memberIds).toHaveLength((await memberships(group.descriptor, 'down')).length)
    expect(direct.memberOf).toHaveLength(1)
    const expanded = await read('expanded')
    expect(expanded.memberIds.length).toBeGreaterThan(500)
    expect((await read('expandedUp')).memberIds).toEqual([])
  })
})

describe('entitlements', () => {
  const list = (query = '') => box.get(`/_apis/userentitlements?${query}`)

  test('repeat their rows under two names and go on by a token in the body, empty at the end', async () => {
    const ids: string[] = []
    let token = ''
    do {
      const { body } = await list(`continuationToken=${encodeURIComponent(token)}`)
      expect(body.items).toEqual(body.members)
      ids.push(...body.items.map(({ id }: Json) => id))
      if (body.continuationToken !== '') expect(body.items).toHaveLength(100)
      token = body.continuationToken
      expect(body.totalCount).toBeGreaterThan(500)
    } while (token !== '')
    expect(new Set(ids).size).toBe(ids.length)
    expect(ids).toHaveLength((await list()).body.totalCount)
  })

  test('have a token that fails when it is not encoded', async () => {
    const { continuationToken } = (await list()).body
    expect((await list(`continuationToken=${continuationToken}`)).status).toBe(500)
  })

  test('are filtered and sorted', async () => {
    const names = async (query: string) =>
      (await list(query)).body.items.map(({ user }: Json) => user.displayName)
    expect(await names("$filter=name eq 'jamal'")).toEqual(['Jamal Hartnett', 'Jamal Hartnett'])
    expect(await names("$filter=name eq 'jamal' and userType eq 'guest'")).toHaveLength(1)
    expect(await names("$filter=licenseStatus eq 'Disabled'")).toHaveLength(1)
    const stakeholders = (await list("$filter=licenseId eq 'Account-Stakeholder'")).body
    expect(stakeholders.totalCount).toBeGreaterThan(400)
    const either = "$filter=(userType eq 'guest' or licenseStatus eq 'Disabled')"
    expect(await names(either)).toHaveLength(2)
    const sorted = await names('$orderBy=name desc')
    expect(sorted).toEqual([...sorted].sort((a, b) => (a.toLowerCase() < b.toLowerCase() ? 1 : -1)))
    expect((await list("$filter=color eq 'red'")).status).toBe(400)
    expect((await list("$filter=name eq 'x' and")).status).toBe(400)
    expect((await list('$orderBy=size')).status).toBe(400)
  })

  test('agree with teams and groups', async () => {
    const { id } = box.organization.people[3]!
    const { projectEntitlements } = (await box.get(`/_apis/userentitlements/${id}`)).body
    const teams = (await box.get('/_apis/teams?api-version=7.1-preview.3&$top=999')).body.value
    const mine: string[] = []
    for (const { id: team, projectId } of teams) {
      const members = (await box.get(`/_apis/projects/${projectId}/teams/${team}/members?$top=500`)).body
        .value
      if (members.some(({ identity }: Json) => identity.id === id)) mine.push(team)
    }
    const told = projectEntitlements.flatMap(({ teamRefs }: Json) => teamRefs.map((team: Json) => team.id))
    expect(told.sort()).toEqual(mine.sort())
    expect(mine.length).toBeGreaterThan(0)
    expect((await list()).body.items[0].projectEntitlements).toEqual([])
    expect((await list('select=projects')).body.items[0].projectEntitlements).not.toEqual([])
  })

  test('are changed, and a change of projects changes groups', async () => {
    const project = box.organization.projects[2]!
    const body = {
      accessLevel: { accountLicenseType: 'stakeholder' },
      user: { principalName: 'new@fabrikam.example', subjectKind: 'user' },
      projectEntitlements: [{ group: { groupType: 'projectReader' }, projectRef: { id: project.id } }],
    }
    const made = await box.post(`/_apis/userentitlements?${v}`, body)
    expect(made.body).toMatchObject({ isSuccess: true, operationResult: { isSuccess: true } })
    const { id, user } = made.body.userEntitlement
    const readers = await groupNamed(`[${project.name}]\\Readers`)
    expect(await memberships(user.descriptor, 'up')).toEqual([readers.descriptor])
    const again = await box.post(`/_apis/userentitlements?${v}`, body)
    expect(again.body).toMatchObject({ isSuccess: false, operationResult: { errors: [{ key: 5000 }] } })
    const changed = await box.send(
      'PATCH',
      `/_apis/userentitlements/${id}?${v}`,
      jsonPatch,
      JSON.stringify([
        { op: 'replace', path: '/accessLevel', value: { accountLicenseType: 'express' } },
        { op: 'remove', path: `/projectEntitlements/${project.id}` },
      ]),
    )
    expect(changed.body.userEntitlement).toMatchObject({
      accessLevel: { accountLicenseType: 'express', licenseDisplayName: 'Basic' },
      projectEntitlements: [],
    })
    expect(await memberships(user.descriptor, 'up')).toEqual([])
    expect((await box.send('DELETE', `/_apis/userentitlements/${id}?${v}`, {})).status).toBe(204)
    expect((await box.get(`/_apis/userentitlements/${id}`)).status).toBe(404)
  })

  test('of groups: one rule, and null for a group without', async () => {
    const { value } = (await box.get('/_apis/groupentitlements')).body
    expect(value).toMatchObject([{ status: 'applied', licenseRule: { accountLicenseType: 'express' } }])
    expect((await box.get(`/_apis/groupentitlements/${value[0].id}`)).body.id).toBe(value[0].id)
    expect((await box.get(`/_apis/groupentitlements/${box.me.id}`)).body).toBeNull()
    const readers = await groupNamed('[Fabrikam Fiber]\\Readers')
    const key = (await box.get(`/_apis/graph/storagekeys/${readers.descriptor}`)).body.value
    const first = (await box.get(`/_apis/groupentitlements/${key}/members?maxResults=7`)).body
    expect(first.items).toHaveLength(7)
    const token = encodeURIComponent(first.continuationToken)
    const second = (
      await box.get(`/_apis/groupentitlements/${key}/members?maxResults=7&pagingToken=${token}`)
    ).body
    expect(second.items[0].id).not.toBe(first.items[6].id)
    const summary = (await box.get('/_apis/userentitlementsummary?select=licenses')).body
    const assigned = summary.licenses.reduce((sum: number, one: Json) => sum + one.assigned, 0)
    const applications = (await whole('serviceprincipals')).length
    expect(assigned).toBe((await list()).body.totalCount + applications)
  })
})

describe('profiles, accounts and permissions', () => {
  test('me is the caller, within the organization and above it', async () => {
    const inside = (await box.get('/_apis/profile/profiles/me')).body
    expect(inside).toMatchObject({ id: box.me.id, publicAlias: box.me.id, emailAddress: box.me.uniqueName })
    const above = await box.send('GET', '/_apis/profile/profiles/me', {}, '', true)
    expect(above.body).toEqual(inside)
    const other = box.organization.people[7]!
    expect((await box.get(`/_apis/profile/profiles/${other.id}`)).body.displayName).toBe(other.displayName)
    expect((await box.get('/_apis/profile/profiles/nobody')).status).toBe(404)
  })

  test('accounts of a member are the organization, of others none', async () => {
    const accounts = async (query: string) =>
      (await box.send('GET', `/_apis/accounts?${query}`, {}, '', true)).body
    expect((await accounts(`memberId=${box.me.id}`)).value).toMatchObject([{ accountName: 'fabrikam' }])
    expect((await accounts('memberId=nobody')).value).toEqual([])
    expect((await accounts(`ownerId=${box.organization.people[0]!.id}`)).count).toBe(1)
    expect((await accounts('')).message).toMatch(/memberId/)
  })

  test('permissions follow from the lists of the groups one is in', async () => {
    const git = '2e9eb7ed-3c0a-47d4-87c1-0ffdd275fd87'
    const token = `repoV2/${box.organization.projects[0]!.id}`
    const may = async (bits: number, tokens = `${token}/x,repoV2/nowhere`) =>
      (await box.get(`/_apis/permissions/${git}/${bits}?tokens=${tokens}`)).body.value
    expect(await may(2)).toEqual([true, false])
    const lists = (await box.get(`/_apis/accesscontrollists/${git}?token=${token}`)).body.value
    expect(lists).toHaveLength(1)
    const keys = Object.keys(lists[0].acesDictionary)
    expect(keys).toHaveLength(3)
    expect(keys[0]).toMatch(/^Microsoft\.TeamFoundation\.Identity;S-1-9-/)
    expect((await box.get('/_apis/securitynamespaces')).body.value.length).toBeGreaterThan(3)
    expect((await box.get(`/_apis/securitynamespaces/${box.me.id}`)).status).toBe(404)
  })

  test('who administers everything may do everything where that is asked', async () => {
    const batch = (alwaysAllowAdministrators: boolean) =>
      box.post(`/_apis/security/permissionevaluationbatch?${v}`, {
        alwaysAllowAdministrators,
        evaluations: [
          {
            securityNamespaceId: '2e9eb7ed-3c0a-47d4-87c1-0ffdd275fd87',
            token: 'repoV2/nowhere',
            permissions: 8,
          },
        ],
      })
    expect((await batch(true)).body.evaluations[0].value).toBe(true)
    expect((await batch(false)).body.evaluations[0].value).toBe(false)
  })
})
