import type { Person } from '../people.js'
import { guid, streams } from '../random.js'
import { subjectDescriptor } from './descriptors.js'

/** With the people of the organization more than one page (500) of users. */
const stakeholderCount = 420

const towns = ['Bergen', 'Córdoba', 'Gdańsk', 'Lyon', 'Oslo', 'Pécs', 'Tromsø', 'Zürich']

/** People who may look at one project and are on no team: nothing was ever done by them or given to them. */
export function createStakeholders(seed: number): Person[] {
  return Array.from({ length: stakeholderCount }, (_, index) => {
    const id = guid(seed, streams.stakeholder, index)
    const serial = String(index + 1).padStart(3, '0')
    return {
      id,
      displayName: `Customer ${serial} (${towns[index % towns.length]})`,
      uniqueName: `customer+${serial}@customers.example`,
      descriptor: subjectDescriptor('aad', id),
    }
  })
}
