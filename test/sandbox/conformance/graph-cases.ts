import { subjectDescriptor } from '../../../sandbox/data/people/descriptors.js'
import { createDirectory } from '../../../sandbox/data/people/directory.js'
import type { Group, Subject } from '../../../sandbox/data/people/subject.js'
import type { Client } from '../devops-client.js'
import type { ConformanceCase } from './conformance-case.js'

const graph = 'graph/graph.json'
const member = 'memberEntitlementManagement/memberEntitlementManagement.json'
const security = 'security/security.json'
const preview = 'api-version=7.1-preview.1'
const v = 'api-version=7.1'
const patch = 'application/json-patch+json'

const directory = (box: Client) => box.organization.part(createDirectory)
const user = (box: Client, at = 3) => directory(box).users[at] as Subject
const group = (box: Client, name = 'Contributors') =>
  directory(box).groups.find((one) => one.name === name) as Group
const application = (box: Client) => directory(box).applications[0] as Subject

async function newUser(box: Client, name: string): Promise<Subject> {
  await box.post(`/_apis/userentitlements?${v}`, {
    accessLevel: { accountLicenseType: 'express' },
    user: { principalName: name, subjectKind: 'user' },
  })
  return directory(box).users.find(({ person }) => person.uniqueName === name) as Subject
}

async function newGroup(box: Client, displayName: string): Promise<string> {
  const { body } = await box.post(`/_apis/graph/groups?${preview}`, { displayName })
  return body.descriptor
}

const pair = (box: Client) =>
  `${user(box).descriptor}/${group(box, 'Project Collection Build Administrators').descriptor}`

export const graphCases: readonly ConformanceCase[] = [
  {
    specification: graph,
    method: 'GET',
    operation: '/_apis/graph/users',
    address: `/_apis/graph/users?${preview}`,
  },
  {
    specification: graph,
    method: 'GET',
    operation: '/_apis/graph/users/{userDescriptor}',
    address: (box) => `/_apis/graph/users/${user(box).descriptor}?${preview}`,
  },
  {
    specification: graph,
    method: 'GET',
    operation: '/_apis/graph/Users/{userDescriptor}/providerinfo',
    address: (box) => `/_apis/graph/users/${user(box).descriptor}/providerinfo?${v}`,
  },
  {
    specification: graph,
    method: 'POST',
    operation: '/_apis/graph/users',
    address: (box) => `/_apis/graph/users?groupDescriptors=${group(box).descriptor}&${preview}`,
    body: { principalName: 'jia-hao.tseng@fabrikam.example' },
    status: 201,
  },
  {
    specification: graph,
    method: 'DELETE',
    operation: '/_apis/graph/users/{userDescriptor}',
    address: async (box) =>
      `/_apis/graph/users/${(await newUser(box, 'gone@fabrikam.example')).descriptor}?${preview}`,
    status: 204,
  },
  {
    specification: graph,
    method: 'GET',
    operation: '/_apis/graph/serviceprincipals',
    address: `/_apis/graph/serviceprincipals?${preview}`,
  },
  {
    specification: graph,
    method: 'GET',
    operation: '/_apis/graph/serviceprincipals/{servicePrincipalDescriptor}',
    address: (box) => `/_apis/graph/serviceprincipals/${application(box).descriptor}?${preview}`,
  },
  {
    specification: graph,
    method: 'GET',
    operation: undefined,
    address: '/_apis/graph/members?api-version=7.1-preview.2&subjectKinds=serviceprincipal,user',
  },
  {
    specification: graph,
    method: 'GET',
    operation: '/_apis/graph/groups',
    address: `/_apis/graph/groups?${preview}`,
  },
  {
    specification: graph,
    method: 'GET',
    operation: '/_apis/graph/groups/{groupDescriptor}',
    address: (box) => `/_apis/graph/groups/${group(box).descriptor}?${preview}`,
  },
  {
    specification: graph,
    method: 'POST',
    operation: '/_apis/graph/groups',
    address: (box) =>
      `/_apis/graph/groups?scopeDescriptor=${subjectDescriptor('scp', box.organization.projects[0]!.id)}&${preview}`,
    body: { displayName: 'Developers #1', description: 'Made by a test.' },
    status: 201,
  },
  {
    specification: graph,
    method: 'PATCH',
    operation: '/_apis/graph/groups/{groupDescriptor}',
    address: async (box) => `/_apis/graph/groups/${await newGroup(box, 'Old name')}?${preview}`,
    body: [{ op: 'replace', path: '/displayName', value: 'New name' }],
    contentType: patch,
  },
  {
    specification: graph,
    method: 'DELETE',
    operation: '/_apis/graph/groups/{groupDescriptor}',
    address: async (box) => `/_apis/graph/groups/${await newGroup(box, 'Short-lived')}?${preview}`,
    status: 204,
  },
  {
    specification: graph,
    method: 'PUT',
    operation: '/_apis/graph/memberships/{subjectDescriptor}/{containerDescriptor}',
    address: (box) => `/_apis/graph/memberships/${pair(box)}?${preview}`,
    status: 201,
  },
  {
    specification: graph,
    method: 'HEAD',
    operation: '/_apis/graph/memberships/{subjectDescriptor}/{containerDescriptor}',
    address: (box) => `/_apis/graph/memberships/${pair(box)}?${preview}`,
  },
  {
    specification: graph,
    method: 'GET',
    operation: '/_apis/graph/memberships/{subjectDescriptor}/{containerDescriptor}',
    address: (box) => `/_apis/graph/memberships/${pair(box)}?${preview}`,
  },
  {
    specification: graph,
    method: 'GET',
    operation: '/_apis/graph/Memberships/{subjectDescriptor}',
    address: (box) => `/_apis/graph/memberships/${user(box).descriptor}?${preview}`,
  },
  {
    specification: graph,
    method: 'DELETE',
    operation: '/_apis/graph/memberships/{subjectDescriptor}/{containerDescriptor}',
    address: (box) => `/_apis/graph/memberships/${pair(box)}?${preview}`,
  },
  {
    specification: graph,
    method: 'GET',
    operation: '/_apis/graph/membershipstates/{subjectDescriptor}',
    address: (box) => `/_apis/graph/membershipstates/${user(box).descriptor}?${preview}`,
  },
  {
    specification: graph,
    method: 'GET',
    operation: '/_apis/graph/descriptors/{storageKey}',
    address: (box) => `/_apis/graph/descriptors/${user(box).id}`,
  },
  {
    specification: graph,
    method: 'GET',
    operation: '/_apis/graph/storagekeys/{subjectDescriptor}',
    address: (box) => `/_apis/graph/storagekeys/${user(box).descriptor}`,
  },
  {
    specification: graph,
    method: 'POST',
    // The file describes the map alone; the published example has it within a list.
    operation: undefined,
    address: `/_apis/graph/subjectlookup?${preview}`,
    makeBody: (box) => ({
      lookupKeys: [user(box), group(box), application(box)].map(({ descriptor }) => ({ descriptor })),
    }),
  },
  {
    specification: graph,
    method: 'POST',
    operation: '/_apis/graph/subjectquery',
    address: `/_apis/graph/subjectquery?${preview}`,
    body: { query: 'Contrib', subjectKind: ['Group', 'User'] },
  },
  {
    specification: 'ims/identities.json',
    method: 'GET',
    operation: '/_apis/identities',
    address: (box) =>
      `/_apis/identities?subjectDescriptors=${user(box).descriptor},${group(box).descriptor}&queryMembership=direct`,
  },
  {
    specification: 'ims/identities.json',
    method: 'GET',
    operation: '/_apis/identities',
    address: '/_apis/identities?searchFilter=General&filterValue=Project%20Collection%20Valid%20Users',
  },
  {
    specification: 'ims/identities.json',
    method: 'GET',
    operation: undefined,
    address: (box) => `/_apis/identities/${user(box).id}`,
  },
  {
    specification: member,
    method: 'GET',
    operation: '/_apis/userentitlements',
    address: '/_apis/userentitlements?select=projects,grouprules',
  },
  {
    specification: member,
    method: 'GET',
    operation: '/_apis/userentitlements/{userId}',
    address: (box) => `/_apis/userentitlements/${user(box).id}`,
  },
  {
    specification: member,
    method: 'POST',
    operation: '/_apis/userentitlements',
    address: `/_apis/userentitlements?${v}`,
    makeBody: (box) => ({
      accessLevel: { accountLicenseType: 'stakeholder', licensingSource: 'account' },
      user: { principalName: 'new.person@fabrikam.example', subjectKind: 'user' },
      projectEntitlements: [
        {
          group: { groupType: 'projectContributor' },
          projectRef: { id: box.organization.projects[0]!.id },
        },
      ],
    }),
  },
  {
    specification: member,
    method: 'PATCH',
    operation: '/_apis/userentitlements/{userId}',
    address: (box) => `/_apis/userentitlements/${user(box).id}?${v}`,
    body: [{ op: 'replace', path: '/accessLevel', value: { accountLicenseType: 'advanced' } }],
    contentType: patch,
  },
  {
    specification: member,
    method: 'PATCH',
    operation: '/_apis/userentitlements',
    address: `/_apis/userentitlements?${v}`,
    makeBody: (box) => [
      {
        op: 'replace',
        path: `/${user(box, 4).id}/accessLevel`,
        value: { accountLicenseType: 'stakeholder', licensingSource: 'account' },
      },
    ],
    contentType: patch,
  },
  {
    specification: member,
    method: 'DELETE',
    operation: '/_apis/userentitlements/{userId}',
    address: async (box) =>
      `/_apis/userentitlements/${(await newUser(box, 'leaver@fabrikam.example')).id}?${v}`,
    status: 204,
  },
  {
    specification: member,
    method: 'GET',
    operation: '/_apis/serviceprincipalentitlements/{servicePrincipalId}',
    address: (box) => `/_apis/serviceprincipalentitlements/${application(box).id}?${preview}`,
  },
  {
    specification: member,
    method: 'GET',
    // The file describes no body; other clients read what the service sends.
    operation: undefined,
    address: '/_apis/memberentitlements?api-version=7.1-preview.2',
  },
  {
    specification: member,
    method: 'GET',
    operation: '/_apis/groupentitlements',
    address: '/_apis/groupentitlements',
  },
  {
    specification: member,
    method: 'GET',
    operation: '/_apis/groupentitlements/{groupId}',
    address: (box) => `/_apis/groupentitlements/${group(box, 'Fabrikam Engineers').id}`,
  },
  {
    specification: member,
    method: 'GET',
    operation: '/_apis/GroupEntitlements/{groupId}/members',
    address: (box) => `/_apis/groupentitlements/${group(box, 'Readers').id}/members?maxResults=5`,
  },
  {
    specification: member,
    method: 'PUT',
    operation: '/_apis/GroupEntitlements/{groupId}/members/{memberId}',
    address: (box) => `/_apis/groupentitlements/${group(box, 'Readers').id}/members/${user(box).id}?${v}`,
    status: 204,
  },
  {
    specification: member,
    method: 'DELETE',
    operation: '/_apis/GroupEntitlements/{groupId}/members/{memberId}',
    address: (box) => `/_apis/groupentitlements/${group(box, 'Readers').id}/members/${user(box).id}?${v}`,
    status: 204,
  },
  {
    specification: member,
    method: 'GET',
    operation: '/_apis/userentitlementsummary',
    address: '/_apis/userentitlementsummary',
  },
  {
    specification: 'profile/profile.json',
    method: 'GET',
    operation: '/_apis/profile/profiles/{id}',
    address: '/_apis/profile/profiles/me',
    deployment: true,
  },
  {
    specification: 'account/accounts.json',
    method: 'GET',
    operation: '/_apis/accounts',
    address: (box) => `/_apis/accounts?memberId=${box.me.id}`,
    deployment: true,
  },
  {
    specification: security,
    method: 'GET',
    operation: '/_apis/securitynamespaces/{securityNamespaceId}',
    address: '/_apis/securitynamespaces',
  },
  {
    specification: security,
    method: 'GET',
    operation: '/_apis/securitynamespaces/{securityNamespaceId}',
    address: '/_apis/securitynamespaces/2e9eb7ed-3c0a-47d4-87c1-0ffdd275fd87',
  },
  {
    specification: security,
    method: 'GET',
    operation: '/_apis/accesscontrollists/{securityNamespaceId}',
    address: '/_apis/accesscontrollists/2e9eb7ed-3c0a-47d4-87c1-0ffdd275fd87',
  },
  {
    specification: security,
    method: 'GET',
    operation: '/_apis/permissions/{securityNamespaceId}/{permissions}',
    address: (box) =>
      `/_apis/permissions/2e9eb7ed-3c0a-47d4-87c1-0ffdd275fd87/2?tokens=repoV2/${box.organization.projects[0]!.id},repoV2/nowhere`,
  },
  {
    specification: security,
    method: 'POST',
    operation: '/_apis/security/permissionevaluationbatch',
    address: `/_apis/security/permissionevaluationbatch?${v}`,
    makeBody: (box) => ({
      alwaysAllowAdministrators: false,
      evaluations: [
        {
          securityNamespaceId: '52d39943-cb85-4d7f-8fa8-c6baac873819',
          token: `$PROJECT:vstfs:///Classification/TeamProject/${box.organization.projects[0]!.id}`,
          permissions: 1,
        },
      ],
    }),
  },
]
