/** Error body of Azure DevOps (facts 2.3). `eventId` is 3000 for what the platform itself refuses. */
export function serviceError(
  typeKey: string,
  message: string,
  namespace = 'Microsoft.TeamFoundation.Framework.Server',
): Record<string, unknown> {
  return {
    $id: '1',
    innerException: null,
    message,
    typeName: `${namespace}.${typeKey}, ${namespace}`,
    typeKey,
    errorCode: 0,
    eventId: 3000,
  }
}
