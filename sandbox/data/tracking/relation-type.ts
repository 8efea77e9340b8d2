/** A kind of relation, or one end of a kind of link between work items. */
export interface RelationType {
  referenceName: string
  name: string
  /** As the service describes it; a link end names its opposite, except that of a network. */
  attributes: Readonly<Record<string, string | boolean>>
}

type Topology = 'tree' | 'dependency' | 'network'

/** Both ends of a link type. Those of the system cannot be changed. */
function ends(name: string, topology: Topology, forward: string, reverse: string): RelationType[] {
  const end = (isForward: boolean): RelationType => ({
    referenceName: `${name}-${isForward ? 'Forward' : 'Reverse'}`,
    name: isForward ? forward : reverse,
    attributes: {
      usage: 'workItemLink',
      editable: !name.startsWith('System.'),
      enabled: true,
      acyclic: true,
      directional: true,
      singleTarget: topology !== 'tree',
      topology,
      isForward,
      oppositeEndReferenceName: `${name}-${isForward ? 'Reverse' : 'Forward'}`,
    },
  })
  return [end(true), end(false)]
}

const resource = (referenceName: string, name: string): RelationType => ({
  referenceName,
  name,
  attributes: { usage: 'resourceLink', editable: false, enabled: true },
})

/** Every relation an organization knows from the start (REST specification of wit, example of relation types). */
export const relationTypes: readonly RelationType[] = [
  ...ends('Microsoft.VSTS.Common.Affects', 'dependency', 'Affects', 'Affected By'),
  ...ends('Microsoft.VSTS.TestCase.SharedParameterReferencedBy', 'dependency', 'Referenced By', 'References'),
  ...ends('Microsoft.VSTS.Common.TestedBy', 'dependency', 'Tested By', 'Tests'),
  ...ends('Microsoft.VSTS.TestCase.SharedStepReferencedBy', 'dependency', 'Test Case', 'Shared Steps'),
  ...ends('System.LinkTypes.Duplicate', 'tree', 'Duplicate', 'Duplicate Of'),
  ...ends('System.LinkTypes.Dependency', 'dependency', 'Successor', 'Predecessor'),
  ...ends('System.LinkTypes.Hierarchy', 'tree', 'Child', 'Parent'),
  {
    referenceName: 'System.LinkTypes.Related',
    name: 'Related',
    attributes: {
      usage: 'workItemLink',
      editable: false,
      enabled: true,
      acyclic: false,
      directional: false,
      singleTarget: true,
      topology: 'network',
    },
  },
  resource('AttachedFile', 'Attached File'),
  resource('Hyperlink', 'Hyperlink'),
  resource('ArtifactLink', 'Artifact Link'),
]
