import type { Person } from '../people.js'
import type { RetentionLease } from './build.js'

const day = 86_400_000

/** The lease somebody took on a build by pressing "Retain"; ids of generated ones are those of the builds. */
export function makeLeases(buildId: number, at: number, by: Person): RetentionLease[] {
  return [
    {
      id: buildId,
      ownerId: `User:${by.id}`,
      createdAt: at + day,
      validUntil: at + 36_500 * day,
      protectPipeline: false,
    },
  ]
}
