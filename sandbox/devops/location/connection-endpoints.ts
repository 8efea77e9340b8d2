import { previewOnly, released, type EndpointCall, type Route } from '../route.js'

/** Who is signed in, and where the areas are served: all at this address, as on an on-premises server (facts 1.3). */
export const connectionRoutes: readonly Route[] = [
  {
    method: 'GET',
    pattern: 'connectiondata',
    scope: ['organization'],
    versions: previewOnly(1),
    location: {
      area: 'Location',
      resource: 'ConnectionData',
      id: '00d9565f-ed9c-4a06-9a50-00e7896ccab4',
    },
    answer: connectionData,
  },
  {
    method: 'GET',
    pattern: 'resourceareas',
    scope: ['organization'],
    versions: released(1),
    location: {
      area: 'Location',
      resource: 'ResourceAreas',
      id: 'e81700f7-3be2-46de-8624-2eb35882fcaa',
    },
    answer: () => ({ status: 200, body: { count: 0, value: null } }),
  },
]

function connectionData(call: EndpointCall) {
  const { id, displayName, uniqueName, descriptor: subjectDescriptor } = call.caller
  const descriptor = `Microsoft.IdentityModel.Claims.ClaimsIdentity;${call.organization.entra.tenant}\\${uniqueName}`
  const user = {
    id,
    descriptor,
    subjectDescriptor,
    providerDisplayName: displayName,
    isActive: true,
    properties: { Account: { $type: 'System.String', $value: uniqueName } },
    resourceVersion: 2,
    metaTypeId: subjectDescriptor.startsWith('aadsp.') ? 2 : 0,
  }
  return {
    status: 200,
    body: {
      authenticatedUser: user,
      authorizedUser: user,
      instanceId: call.organization.id,
      deploymentId: call.organization.projects[0]?.id,
      deploymentType: 'hosted',
      locationServiceData: {
        serviceOwner: '00025394-6065-48ca-87d9-7f5672854ef7',
        defaultAccessMappingMoniker: 'PublicAccessMapping',
        lastChangeId: 1,
        lastChangeId64: 1,
      },
    },
  }
}
