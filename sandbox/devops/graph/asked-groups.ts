import { createDirectory } from '../../data/people/directory.js'
import type { Subject } from '../../data/people/subject.js'
import type { EndpointCall } from '../route.js'
import { namedSubject } from './graph-scope.js'

/** Makes a new subject a member of the groups that the query parameter groupDescriptors names. */
export function joinAsked(call: EndpointCall, subject: Subject): void {
  const descriptors = call.query('groupDescriptors')?.split(',') ?? []
  const groups = descriptors.map((one) => namedSubject(call, one.trim(), ['group']))
  const directory = call.organization.part(createDirectory)
  for (const group of groups) directory.join(subject, group)
}
