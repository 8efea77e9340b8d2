import { readUuid } from '../read-value.js'

const ofProject = 'vstfs:///Classification/TeamProject/'

/** The project that a group's domain names; null when it is the organization or a tenant. */
export function readDomainProject(value: unknown): string | null {
  if (typeof value !== 'string' || !value.toLowerCase().startsWith(ofProject.toLowerCase())) return null
  return readUuid(value.slice(ofProject.length))
}
