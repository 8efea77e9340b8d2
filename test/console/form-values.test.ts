import { describe, expect, it } from 'vitest'
import type { ConnectionAnswer, Field, Way } from '../../src/console/api-schema.js'
import {
  alternativesIn,
  changedValues,
  formFields,
  givenOf,
  initialValues,
  newValues,
  scopesIn,
  toggleScope,
} from '../../web/src/connections/form-values.js'

const field = (key: string, more: Partial<Field> = {}): Field => ({
  key,
  label: key,
  kind: 'text',
  required: false,
  alternatives: [],
  secret: false,
  options: [],
  help: '',
  advanced: false,
  ...more,
})
const fields = [
  field('ClientId'),
  field('ClientSecret', { secret: true, alternatives: ['File'] }),
  field('File'),
  field('Url', { default: 'https://dev.azure.com/' }),
]
const stored = (values: Record<string, string>, held: string[] = []) =>
  ({ name: 'a', values, held }) as unknown as ConnectionAnswer

describe('the values of a form', () => {
  it('begin with what is stored, else the default; a secret never', () => {
    expect(initialValues(fields, stored({ ClientId: 'x' }, ['ClientSecret']))).toEqual({
      ClientId: 'x',
      ClientSecret: '',
      File: '',
      Url: 'https://dev.azure.com/',
    })
  })

  it('leave the default project to its own section', () => {
    const way = { fields: [field('Project'), field('Url')] } as unknown as Way
    expect(formFields(way).map(({ key }) => key)).toEqual(['Url'])
  })

  it('of a new connection are those that differ from empty and from the default, without outer spaces', () => {
    const values = { ClientId: ' x ', ClientSecret: 's', File: '', Url: 'https://dev.azure.com/' }
    expect(newValues('Pat', fields, values)).toEqual({ Auth: 'Pat', ClientId: 'x', ClientSecret: 's' })
  })

  it('of a stored one are the changes: emptied or back at the default removes, an empty secret keeps', () => {
    const connection = stored({ ClientId: 'x', Url: 'https://server/' }, ['ClientSecret'])
    const typed = { ClientId: '', ClientSecret: '', File: '', Url: 'https://dev.azure.com/' }
    expect(changedValues(fields, connection, typed, [])).toEqual({ values: { ClientId: '', Url: '' } })
    const same = { ClientId: 'x', ClientSecret: '', File: '', Url: 'https://server/' }
    expect(changedValues(fields, connection, same, [])).toEqual({ values: {} })
  })

  it('forget a secret that is to be forgotten, unless a new one was typed', () => {
    const connection = stored({ ClientId: 'x' }, ['ClientSecret'])
    const typed = initialValues(fields, connection)
    expect(changedValues(fields, connection, typed, ['ClientSecret'])).toEqual({
      values: {},
      forget: ['ClientSecret'],
    })
    expect(changedValues(fields, connection, { ...typed, ClientSecret: 'new' }, ['ClientSecret'])).toEqual({
      values: { ClientSecret: 'new' },
    })
  })

  it('know which settings stand in the place of another, and which of them is given', () => {
    const [all] = [...alternativesIn(fields).values()]
    expect(all!.map(({ key }) => key)).toEqual(['ClientSecret', 'File'])
    expect(givenOf(all!)).toBe('ClientSecret')
    expect(givenOf(all!, stored({ File: '/f' }))).toBe('File')
    expect(givenOf(all!, stored({ File: '/f' }, ['ClientSecret']))).toBe('ClientSecret')
  })
})

describe('scopes in a text', () => {
  it('are separated by any of the signs', () => {
    expect(scopesIn('a~b, c d')).toEqual(['a', 'b', 'c', 'd'])
    expect(scopesIn(' ')).toEqual([])
  })

  it('are added once and taken away in any case', () => {
    expect(toggleScope('a~b', 'B', true)).toBe('a~B')
    expect(toggleScope('a b', 'A', false)).toBe('b')
  })
})
