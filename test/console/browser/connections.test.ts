import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { isFocused, looksAtFault } from './check-looks.js'
import { openConsole, whyNot, type OpenConsole } from './open-console.js'
import {
  beginConnection,
  fillSettings,
  sandboxSettings,
  saveSettings,
  settingControl,
} from './settings-form.js'

let opened: OpenConsole
beforeAll(async () => {
  if (whyNot === undefined)
    opened = await openConsole({ connections: ['first', 'second'], projects: 2, workItems: 20 })
})
afterAll(() => opened?.close())

/** The list, read anew. */
async function openList(): Promise<void> {
  await opened.go('connections')
  await opened.page.reload()
  await opened.page.getByRole('heading', { name: 'Connections', level: 1 }).waitFor()
}

describe.skipIf(whyNot !== undefined)('connections in the console (needs chromium)', () => {
  it('stand in a list with their organization, their way of signing in and their token', async () => {
    const { page } = opened
    await openList()
    const card = page.locator('main li').filter({ hasText: 'first' })
    for (const text of ['fabrikam', 'App Credentials', 'all projects', 'No token yet', 'Default'])
      await card.getByText(text, { exact: true }).waitFor()
    expect(await looksAtFault(page)).toEqual([])
  })

  it('make another one the default', async () => {
    const { page, app } = opened
    await openList()
    await page.getByRole('button', { name: 'Make it the default: second' }).click()
    await page.getByRole('button', { name: 'Make it the default: first' }).waitFor()
    expect((await app.profiles.get()).name).toBe('second')
  })

  it('are set up with a Personal Access Token, which needs no token to be generated', async () => {
    const { page, sandbox, app } = opened
    await openList()
    await beginConnection(page, 'Personal Access Token (PAT)', 'pat')
    const secret = settingControl(page, 'PersonalAccessToken')
    expect(await secret.getAttribute('type')).toBe('password')
    await page.getByRole('button', { name: 'Show' }).click()
    expect(await secret.getAttribute('type')).toBe('text')
    await fillSettings(page, sandboxSettings(sandbox.info, 'pat'))
    await saveSettings(page)
    await page.getByRole('heading', { name: 'pat', level: 1 }).waitFor()
    await page.getByText('This way of signing in needs no token').waitFor()
    expect(await page.content()).not.toContain(sandbox.info.pat)
    await page.getByText('2 projects can be seen.').waitFor()
    await page.getByRole('button', { name: 'Test Connection' }).click()
    await page.getByText('The connection pat works.').waitFor()
    expect((await app.profiles.get('pat')).values['PersonalAccessToken']).toBe(sandbox.info.pat)
    expect(await looksAtFault(page)).toEqual([])
  })

  it('keep a stored secret when others are changed, and lose a setting that is emptied', async () => {
    const { page, sandbox, app } = opened
    await app.profiles.edit('first', { RetryCountMax: '3' })
    await opened.go('connections/first')
    await page.reload()
    await page.getByText('More settings').click()
    expect(await settingControl(page, 'RetryCountMax').inputValue()).toBe('3')
    await settingControl(page, 'RetryCountMax').fill('')
    await settingControl(page, 'RetryMode').selectOption('None')
    await saveSettings(page)
    await page.getByText('Saved.', { exact: true }).waitFor()
    const { values } = await app.profiles.get('first')
    expect(values).toMatchObject({ RetryMode: 'None', ClientSecret: sandbox.info.clientSecret })
    expect(values).not.toHaveProperty('RetryCountMax')
  })

  it('take another proof in place of the client secret, which is forgotten then', async () => {
    const { page, app } = opened
    await opened.go('connections/second')
    await page.reload()
    await page.getByRole('radio', { name: 'Federated Token File Path' }).check()
    await settingControl(page, 'FederatedTokenFilePath').fill('/var/run/token')
    await saveSettings(page)
    await page.getByText('Saved.', { exact: true }).waitFor()
    const { values } = await app.profiles.get('second')
    expect(values).toMatchObject({ FederatedTokenFilePath: '/var/run/token' })
    expect(values).not.toHaveProperty('ClientSecret')
  })

  it('choose scopes by what they allow', async () => {
    const { page } = opened
    await openList()
    await beginConnection(page, 'User Credentials', 'scopes')
    const scope = settingControl(page, 'Scope')
    if (!(await scope.isVisible())) await page.getByText('More settings').click()
    await page.getByText('Choose from a list').click()
    await page.getByRole('checkbox', { name: /^Work items \(full\)/ }).uncheck()
    await page.getByRole('checkbox', { name: /^Work items \(read\)/ }).check()
    expect(await scope.inputValue()).toMatch(/vso\.project~offline_access~\S+\/vso\.work$/)
    expect(await looksAtFault(page)).toEqual([])
  })

  it('are exported without their secrets and imported again', async () => {
    const { page, sandbox, app } = opened
    await openList()
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
    await page.getByRole('button', { name: 'Export: first' }).click()
    const dialog = page.getByRole('dialog', { name: 'Connection string of first' })
    await dialog.getByText('Left out: Client Secret.').waitFor()
    expect(await looksAtFault(page)).toEqual([])
    await dialog.getByRole('button', { name: 'Copy Connection string' }).click()
    await dialog.getByRole('button', { name: 'Copied Connection string' }).waitFor()
    const text = (await page.evaluate('navigator.clipboard.readText()')) as string
    expect(text).toContain(`ClientId=${sandbox.info.clientId}`)
    expect(text).not.toContain(sandbox.info.clientSecret)
    await page.keyboard.press('Escape')
    expect(await dialog.count()).toBe(0)
    expect(await isFocused(page.getByRole('button', { name: 'Export: first' }))).toBe(true)

    await page.getByRole('button', { name: 'Import' }).click()
    const importing = page.getByRole('dialog', { name: 'Import a connection' })
    await importing.getByLabel(/^Name/).fill('copy')
    await importing.getByLabel(/^Connection string/).fill(`${text};Nonsense=1`)
    await importing.getByRole('button', { name: 'Import' }).click()
    await importing.getByRole('alert').filter({ hasText: 'Nonsense' }).waitFor()
    expect(await looksAtFault(page)).toEqual([])
    await importing.getByLabel(/^Connection string/).fill(`${text};ClientSecret=${sandbox.info.clientSecret}`)
    await importing.getByRole('button', { name: 'Import' }).click()
    await page.getByRole('heading', { name: 'copy', level: 1 }).waitFor()
    expect((await app.profiles.get('copy')).values).toEqual((await app.profiles.get('first')).values)
    expect(await page.content()).not.toContain(sandbox.info.clientSecret)
  })

  it('are removed only when asked twice', async () => {
    const { page, app } = opened
    await app.profiles.add('gone', {
      Auth: 'Pat',
      PersonalAccessToken: randomBytes(26).toString('hex'),
      Organization: 'contoso',
    })
    await openList()
    const remove = page.getByRole('button', { name: 'Remove: gone' })
    await remove.click()
    const dialog = page.getByRole('dialog', { name: 'Remove gone?' })
    await dialog.getByRole('button', { name: 'Cancel' }).click()
    expect((await app.profiles.list()).map(({ name }) => name)).toContain('gone')
    await remove.click()
    expect(await looksAtFault(page)).toEqual([])
    await dialog.getByRole('button', { name: 'Remove it' }).click()
    await dialog.waitFor({ state: 'detached' })
    expect(await page.getByRole('link', { name: 'gone', exact: true }).count()).toBe(0)
    expect((await app.profiles.list()).map(({ name }) => name)).not.toContain('gone')
  })

  it('add the sandbox by one press, ready to be queried', async () => {
    const { page, app } = opened
    await openList()
    await page.getByRole('button', { name: 'Try it with the sandbox' }).click()
    await page.getByRole('heading', { name: 'sandbox', level: 1 }).waitFor()
    await page.getByText('The sandbox is running').waitFor()
    await page.getByRole('button', { name: 'Test Connection' }).click()
    await page.getByText('The connection sandbox works.').waitFor()
    expect((await app.profiles.get('sandbox')).values).toMatchObject({ Auth: 'AppCredentials' })
  })

  it('tell of a connection that is not there', async () => {
    const { page } = opened
    await opened.go('connections/nobody')
    await page.getByText('There is no connection named nobody.').waitFor()
  })

  it('have shown no fault of their own', () => {
    expect(opened.faults()).toEqual([])
  })
})
