import type { Locator, Page } from 'playwright-core'
import type { SandboxInfo } from '../../whole-suite/start-sandbox.js'

/** The control of a setting in the form of a connection, by its key. */
export function settingControl(page: Page, key: string): Locator {
  return page.locator(`#setting-${key}`).locator('input:not([type=checkbox]), select').first()
}

/** Fills in settings by their keys, opening what is folded. */
export async function fillSettings(page: Page, values: Readonly<Record<string, string>>): Promise<void> {
  for (const [key, value] of Object.entries(values)) {
    const control = settingControl(page, key)
    if (!(await control.isVisible())) await page.getByText('More settings', { exact: true }).click()
    await control.fill(value)
  }
}

/** Begins a new connection of a way of signing in, from the list of connections. */
export async function beginConnection(page: Page, way: string, name: string): Promise<void> {
  await page.getByRole('button', { name: 'New connection' }).click()
  await page.getByRole('link', { name: way }).click()
  await page.getByRole('heading', { name: `New connection: ${way}`, exact: true }).waitFor()
  await page.getByLabel(/^Name/).fill(name)
}

/** Saves the form; a new connection goes on to its own page. */
export async function saveSettings(page: Page): Promise<void> {
  await page.getByRole('button', { name: /^Save/ }).click()
}

/** Settings for the sandbox of a way of signing in, by key, without Auth. */
export function sandboxSettings(info: SandboxInfo, way: 'app' | 'user' | 'pat'): Record<string, string> {
  const place = { Url: info.url, Organization: info.organization }
  switch (way) {
    case 'app':
      return { TokenUrl: info.tokenUrl, ClientId: info.clientId, ClientSecret: info.clientSecret, ...place }
    case 'user':
      return {
        AuthUrl: info.authUrl,
        TokenUrl: info.tokenUrl,
        ClientId: info.publicClient.clientId,
        ...place,
      }
    case 'pat':
      return { PersonalAccessToken: info.pat, ...place }
  }
}
