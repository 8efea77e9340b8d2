import type { Organization } from '../organization.js'
import type { Group, Subject } from './subject.js'

/** What a subject is shown as. */
export function displayNameOf(subject: Subject): string {
  return subject.kind === 'group' ? subject.name : subject.person.displayName
}

/** Name of the scope of a group: its project, the organization, or the directory above it. */
export function scopeNameOf({ name }: Organization, group: Group): string {
  if (group.origin === 'aad') return 'TEAM FOUNDATION'
  return group.project?.name ?? name
}

/** The name a subject is signed in or addressed by, e.g. `[Fabrikam Fiber]\Contributors`. */
export function principalNameOf(organization: Organization, subject: Subject): string {
  if (subject.kind === 'group') return `[${scopeNameOf(organization, subject)}]\\${subject.name}`
  if (subject.kind === 'servicePrincipal') return subject.id
  return subject.person.uniqueName === '' ? subject.id : subject.person.uniqueName
}

/** The part of a mail address before the @; empty for accounts without one. */
export function aliasOf(subject: Subject): string {
  return subject.kind === 'user' ? (subject.mailAddress.split('@')[0] ?? '') : ''
}

/** Where a subject is defined: the tenant, a project, or the organization as a domain of identities. */
export function domainOf(organization: Organization, subject: Subject): string {
  if (subject.kind !== 'group') return subject.origin === 'vsts' ? 'Build' : organization.entra.tenant
  if (subject.project) return `vstfs:///Classification/TeamProject/${subject.project.id}`
  return `vstfs:///Framework/IdentityDomain/${organization.id}`
}

/** Whether it is there and not hidden with a project that cannot be seen. */
export function isVisible(subject: Subject): boolean {
  if (subject.kind !== 'group') return true
  return !subject.removed && (subject.project === undefined || subject.project.state === 'wellFormed')
}
