import { expect, test } from 'vitest'
import { organizationUrl } from '../../src/rest/service-host.js'
import { patConnection } from './service-server.js'

test.each([
  ['core', 'https://dev.azure.com/contoso'],
  ['graph', 'https://vssps.dev.azure.com/contoso'],
  ['profile', 'https://vssps.dev.azure.com/contoso'],
  ['entitlements', 'https://vsaex.dev.azure.com/contoso'],
  ['release', 'https://vsrm.dev.azure.com/contoso'],
  ['feeds', 'https://feeds.dev.azure.com/contoso'],
  ['test-results', 'https://vstmr.dev.azure.com/contoso'],
  ['audit', 'https://auditservice.dev.azure.com/contoso'],
] as const)('%s on Azure DevOps Services is at %s', (host, url) => {
  expect(organizationUrl(patConnection('https://dev.azure.com'), host)).toBe(url)
})

test('a visualstudio.com address leads to the hosts of today', () => {
  const connection = patConnection('https://contoso.visualstudio.com')
  expect(organizationUrl(connection, 'core')).toBe('https://dev.azure.com/contoso')
  expect(organizationUrl(connection, 'release')).toBe('https://vsrm.dev.azure.com/contoso')
})

test.each(['core', 'graph', 'release'] as const)(
  'a server or sandbox has one address, also for %s',
  (host) => {
    expect(organizationUrl(patConnection('http://127.0.0.1:15490'), host)).toBe(
      'http://127.0.0.1:15490/contoso',
    )
  },
)

test('a collection that ends the Service URL already is not added again', () => {
  const connection = patConnection('https://tfs.example:8080/tfs/DefaultCollection', {
    organization: 'defaultcollection',
  })
  expect(organizationUrl(connection, 'core')).toBe('https://tfs.example:8080/tfs/DefaultCollection')
})

test('a collection is added to a Service URL without it', () => {
  const connection = patConnection('https://tfs.example/tfs', { organization: 'Default Collection' })
  expect(organizationUrl(connection, 'core')).toBe('https://tfs.example/tfs/Default%20Collection')
})
