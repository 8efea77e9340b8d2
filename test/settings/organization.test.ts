import { describe, expect, test } from 'vitest'
import { checkConnection, parseConnection } from '../../src/settings/connection.js'

const pat = { Auth: 'Pat', PersonalAccessToken: 'secret' }
const place = (values: Record<string, string>): [string, string] => {
  const { url, organization } = parseConnection('acme', { ...pat, ...values })
  return [url, organization]
}

describe('Url and Organization', () => {
  test.each([
    ['acme', 'https://dev.azure.com', 'acme'],
    ['https://dev.azure.com/acme', 'https://dev.azure.com', 'acme'],
    ['https://dev.azure.com/acme/', 'https://dev.azure.com', 'acme'],
    ['dev.azure.com/acme', 'https://dev.azure.com', 'acme'],
    ['https://dev.azure.com/acme/My%20Project/_workitems?x=1#y', 'https://dev.azure.com', 'acme'],
    ['https://acme@dev.azure.com/acme/Web/_git/Web', 'https://dev.azure.com', 'acme'],
    ['https://vsrm.dev.azure.com/acme/_apis', 'https://dev.azure.com', 'acme'],
    ['https://acme.visualstudio.com/', 'https://dev.azure.com', 'acme'],
    ['https://acme.visualstudio.com/DefaultCollection/Web/_git/Web', 'https://dev.azure.com', 'acme'],
    ['https://acme.vsrm.visualstudio.com/Web', 'https://dev.azure.com', 'acme'],
    ['https://server:8080/tfs/DefaultCollection', 'https://server:8080/tfs', 'DefaultCollection'],
    ['https://server/TFS/Default%20Collection/Web/_build', 'https://server/TFS', 'Default Collection'],
    ['https://server/DefaultCollection/Web', 'https://server', 'DefaultCollection'],
    ['http://127.0.0.1:15490/contoso', 'http://127.0.0.1:15490', 'contoso'],
  ])('Organization %s is %s and %s', (given, url, organization) => {
    expect(place({ Organization: given })).toEqual([url, organization])
  })

  test.each([
    [{ Url: 'http://127.0.0.1:15490', Organization: 'contoso' }, 'http://127.0.0.1:15490', 'contoso'],
    [{ Url: 'http://127.0.0.1:15490/contoso' }, 'http://127.0.0.1:15490', 'contoso'],
    [{ Url: 'https://server/tfs/DefaultCollection' }, 'https://server/tfs', 'DefaultCollection'],
    [
      { Url: 'https://server/tfs/DefaultCollection/', Organization: 'defaultcollection' },
      'https://server/tfs',
      'defaultcollection',
    ],
    [{ Url: 'https://server/devops/', Organization: 'Main' }, 'https://server/devops', 'Main'],
    [
      { Url: 'https://dev.azure.com/', Organization: 'https://dev.azure.com/acme' },
      'https://dev.azure.com',
      'acme',
    ],
    [
      { Url: 'https://server/tfs', Organization: 'https://server/tfs/Main/Web' },
      'https://server/tfs',
      'Main',
    ],
    [{ Url: 'https://acme.visualstudio.com', Organization: 'acme' }, 'https://dev.azure.com', 'acme'],
  ])('%j is %s and %s', (values, url, organization) => {
    expect(place(values)).toEqual([url, organization])
  })

  test.each([
    [{ Organization: 'https://dev.azure.com/' }, 'names no organization'],
    [{ Organization: 'https://server/tfs/' }, 'names no organization'],
    [{ Organization: 'https://app.vssps.visualstudio.com/_signin' }, 'names no organization'],
    [{ Organization: 'http://server/tfs/Main' }, 'unencrypted'],
    [{ Organization: 'https://me:secret@server/tfs/Main' }, 'user name or password'],
    [{ Organization: 'my company' }, "cannot be an organization's name"],
    [{ Organization: '{organization}' }, "cannot be an organization's name"],
    [{ Organization: 'a/b', Url: 'https://server' }, "cannot be an organization's name"],
    [{ Organization: 'https://dev.azure.com/acme', Url: 'https://server/tfs' }, 'another service than Url'],
  ])('%j is refused: %s', (values, why) => {
    const { faults } = checkConnection('acme', { ...pat, ...values })
    expect(faults).toHaveLength(1)
    expect(faults[0]).toMatchObject({ code: 'SETTING_INVALID', key: 'Organization' })
    expect(faults[0]?.message).toContain(why)
    expect(faults[0]?.message).not.toContain('secret@')
  })

  test('without an organization in either, Organization is missing', () => {
    expect(checkConnection('acme', { ...pat, Url: 'https://server/tfs' }).faults).toMatchObject([
      { code: 'SETTING_MISSING', key: 'Organization' },
    ])
  })
})
