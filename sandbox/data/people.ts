import { below, guid, randomStream, streams } from './random.js'

/** Someone (or some service) known to the organization. */
export interface Person {
  id: string
  displayName: string
  /** Usually a mail address; empty for some service accounts. */
  uniqueName: string
  descriptor: string
}

/** Two people with one display name, letters beyond ASCII, quotes, and an account without unique name. */
const named: readonly (readonly [displayName: string, uniqueName: string])[] = [
  ['Jamal Hartnett', 'jamal.hartnett@fabrikam.example'],
  ['Raisa Pokrovskaya', 'raisa@fabrikam.example'],
  ['Zoë Ångström', 'zoe.angstrom@fabrikam.example'],
  ["Siobhán O'Neill", 'siobhan.oneill@fabrikam.example'],
  ['李 小龍', 'li.xiaolong@fabrikam.example'],
  ['Мария Иванова', 'maria.ivanova@fabrikam.example'],
  ['Jamal Hartnett', 'jamal.hartnett2@contoso.example'],
  ['José "Pepe" Ñandú', 'jose.nandu@fabrikam.example'],
  ['Project Collection Build Service (fabrikam)', ''],
  ['Ægir Þór Jónsson', 'Aegir.Jonsson@Fabrikam.example'],
  ['أحمد الحسن', 'ahmed@fabrikam.example'],
  ['Nicole Zamora', 'nicole.zamora@fabrikam.example'],
]

const firstNames = ['Ada', 'Ben', 'Chidi', 'Dana', 'Elif', 'Finn', 'Grace', 'Hana', 'Ines', 'Jonas', 'Kenji']
const lastNames = [
  'Abe',
  'Berg',
  'Costa',
  'Dvořák',
  'Evans',
  'Farouk',
  'García',
  'Hansen',
  'Ito',
  'Jensen',
  'Kim',
]

/** More than one page (100) of people, so that the largest team needs paging. */
const peopleCount = 130

/** The people of an organization; the first are ordinary members who can sign in. */
export function createPeople(seed: number): Person[] {
  const people: Person[] = []
  for (let index = 0; index < peopleCount; index++) {
    const id = guid(seed, streams.person, index)
    const [displayName, uniqueName] = named[index] ?? generatedName(seed, index)
    const kind = uniqueName === '' ? 'svc' : 'aad'
    const descriptor = `${kind}.${Buffer.from(id).toString('base64').replace(/=+$/, '')}`
    people.push({ id, displayName, uniqueName, descriptor })
  }
  return people
}

function generatedName(seed: number, index: number): readonly [string, string] {
  const serial = index - named.length
  const first = firstNames[serial % firstNames.length] as string
  const last = lastNames[
    (Math.floor(serial / firstNames.length) + below(randomStream(seed, streams.person), 11)) %
      lastNames.length
  ] as string
  const mail = `${first}.${last}`
    .normalize('NFD')
    .replace(/[^\x20-\x7e]/g, '')
    .toLowerCase()
  return [`${first} ${last}`, `${mail}@fabrikam.example`]
}
