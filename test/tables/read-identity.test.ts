import { describe, expect, it } from 'vitest'
import { readDisplayName, readIdentityId, readUniqueName } from '../../src/tables/read-identity.js'

const id = 'd291b0c4-a05c-4ea6-8df1-4b41d5f39eff'
const all = (value: unknown) => [readDisplayName(value), readUniqueName(value), readIdentityId(value)]

describe('an identity', () => {
  it('is read from an object', () => {
    expect(all({ displayName: 'Jamal', uniqueName: 'j@x.y', id: id.toUpperCase() })).toEqual([
      'Jamal',
      'j@x.y',
      id,
    ])
  })

  it('is read from a name with the unique name in angle brackets', () => {
    expect(all('Jamal Hartnett <j@x.y>')).toEqual(['Jamal Hartnett', 'j@x.y', null])
  })

  it('is read from a bare name', () => expect(all('Nobody Anymore')).toEqual(['Nobody Anymore', null, null]))

  it('may have no unique name', () =>
    expect(all({ displayName: 'Bot', uniqueName: '', id })).toEqual(['Bot', null, id]))

  it('goes by its unique name or id when it has no display name', () => {
    expect(readDisplayName({ displayName: '', uniqueName: 'j@x.y' })).toBe('j@x.y')
    expect(readDisplayName({ id })).toBe(id)
    expect(readDisplayName('<j@x.y>')).toBe('j@x.y')
  })

  it.each([undefined, null, '', 5, {}])('is absent from %j', (value) =>
    expect(all(value)).toEqual([null, null, null]),
  )
})
