import { expect, test } from 'vitest'
import { apiVersionFor } from '../../src/rest/api-version.js'

test.each([
  ['7.0', undefined, '7.0'],
  ['7.0', 3, '7.0-preview.3'],
  ['7.0-preview', undefined, '7.0-preview'],
  ['7.0-preview', 3, '7.0-preview.3'],
  ['7.1-preview.2', undefined, '7.1-preview'],
  ['7.1-preview.2', 4, '7.1-preview.4'],
  ['6.0', undefined, '6.0'],
])('API Version %s, resource preview %s: %s is sent', (setting, preview, sent) => {
  expect(apiVersionFor(setting, preview)).toBe(sent)
})
