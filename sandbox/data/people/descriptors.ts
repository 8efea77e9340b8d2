import { mix } from '../random.js'

/** How an identity is named in the older APIs: a type and, after a semicolon, what identifies it there. */
export interface LegacyDescriptor {
  type: string
  identifier: string
}

/** First words of a descriptor: what kind of subject it names (REST specification of graph). */
export type SubjectType = 'aad' | 'svc' | 'aadsp' | 'vssgp' | 'aadgp' | 'scp'

/** The descriptor of a graph subject: its type and, in base64 without padding, what identifies it. */
export function subjectDescriptor(type: SubjectType, identifier: string): string {
  return `${type}.${Buffer.from(identifier).toString('base64').replace(/=+$/, '')}`
}

/** The security identifier of a group: four numbers of its scope (organization or project), then its own. */
export function groupIdentifier(scopeKeys: readonly number[], own: readonly number[]): string {
  return ['S-1-9-1551374245', ...fourNumbers(scopeKeys), ...own].join('-')
}

/** What stands in the place of a group's own part when it is not one of the well-known groups. */
export function fourNumbers(keys: readonly number[]): number[] {
  return [1, 2, 3, 4].map((part) => mix(...keys, part))
}
