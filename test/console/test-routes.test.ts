import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { testLine } from '../../src/console/api-schema.js'
import { settingsOf } from '../end-to-end/sign-in-world.js'
import { startConsoleSystem, type ConsoleSystem } from './console-system.js'

let system: ConsoleSystem
beforeAll(async () => {
  system = await startConsoleSystem({ projects: 2, workItems: 20 })
})
afterAll(() => system?.close())

async function test(name: string, settings: Readonly<Record<string, string>> = {}): Promise<any[]> {
  const { info } = system.sandbox
  const values = { ...settingsOf(info, 'app'), Organization: info.organization, Url: info.url, ...settings }
  await system.app.profiles.add(name, values)
  const lines = await system.browser.all(`/connections/${name}/test`, { body: {} })
  for (const line of lines) testLine.parse(line)
  return lines
}

describe('Test Connection', () => {
  it('tells each step as it passes', async () => {
    const lines = await test('fine')
    expect(lines.slice(0, -1).map(({ name, ok }) => [name, ok])).toEqual([
      ['Address', true],
      ['Token', true],
      ['Organization', true],
      ['Projects', true],
      ['Areas', true],
    ])
    expect(lines.at(-1)).toEqual({ done: true })
  })

  it.each([
    ['Address', { Url: 'http://127.0.0.1:1' }, 'SERVICE_UNREACHABLE'],
    ['Token', { ClientSecret: 'another-secret-than-that' }, 'SIGN_IN_REFUSED'],
    ['Organization', { Organization: 'nobody-has-this' }, 'SERVICE_NOT_FOUND'],
    ['Default project', { Project: 'No Such Project' }, 'SERVICE_NOT_FOUND'],
  ])('ends at the step %s with what to do', async (step, settings, code) => {
    const lines = await test(`fails-${step.replace(' ', '-').toLowerCase()}`, settings)
    expect(lines.at(-2)).toMatchObject({ name: step, ok: false })
    expect(lines.at(-1)).toMatchObject({
      error: { code, message: lines.at(-2).detail, hint: expect.any(String) },
    })
    expect(JSON.stringify(lines)).not.toContain('another-secret-than-that')
  })
})
