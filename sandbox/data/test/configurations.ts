import type { TestConfiguration, TestVariable } from './test-plan.js'

const operatingSystem = 'Operating System'
const browser = 'Browser'

/** The configurations of every project; the first is its default one. */
export function makeConfigurations(firstId: number): TestConfiguration[] {
  const models: Omit<TestConfiguration, 'id'>[] = [
    {
      name: 'Windows 10',
      description: 'Default operating system for testing',
      isDefault: true,
      state: 'active',
      values: [{ name: operatingSystem, value: 'Windows 10' }],
    },
    {
      name: 'macOS + Safari #1',
      description: '',
      isDefault: false,
      state: 'active',
      values: [
        { name: operatingSystem, value: 'macOS' },
        { name: browser, value: 'Safari' },
      ],
    },
    {
      name: 'Größe "XL" / 東京',
      description: 'Large screens',
      isDefault: false,
      state: 'active',
      values: [{ name: browser, value: 'Microsoft Edge' }],
    },
    { name: 'Windows 7', description: 'No longer tested.', isDefault: false, state: 'inactive', values: [] },
  ]
  return models.map((model, at) => ({ id: firstId + at, ...model }))
}

/** The variables the configurations are made of. */
export function makeVariables(firstId: number): TestVariable[] {
  return [
    {
      id: firstId,
      name: operatingSystem,
      description: 'Default operating systems',
      values: ['Windows 10', 'Windows 7', 'macOS', 'Ubuntu'],
    },
    {
      id: firstId + 1,
      name: browser,
      description: 'Default browsers',
      values: ['Microsoft Edge', 'Safari', 'Firefox'],
    },
    { id: firstId + 2, name: 'Sprache', description: '', values: [] },
  ]
}
