import type { Person } from '../data/people.js'

/** The object an identity appears as from api-version 5.0 on (facts 5.3). */
export function identityReference(base: string, person: Person): Record<string, unknown> {
  return {
    displayName: person.displayName,
    url: `${base}/_apis/Identities/${person.id}`,
    _links: { avatar: { href: `${base}/_apis/GraphProfile/MemberAvatars/${person.descriptor}` } },
    id: person.id,
    uniqueName: person.uniqueName,
    imageUrl: `${base}/_api/_common/identityImage?id=${person.id}`,
    descriptor: person.descriptor,
  }
}
