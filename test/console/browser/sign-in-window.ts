import type { Page } from 'playwright-core'

/** Waits for a heading of the sandbox's own sign-in pages. */
export async function heading(page: Page, text: string): Promise<void> {
  await page.getByRole('heading', { name: text, exact: true }).waitFor()
}

/** Types a person's name and password into the sandbox's sign-in page. */
export async function signIn(
  page: Page,
  person: { readonly uniqueName: string; readonly password: string },
): Promise<void> {
  await heading(page, 'Sign in to your account')
  await page.getByLabel('User name').fill(person.uniqueName)
  await page.getByLabel('Password').fill(person.password)
  await page.getByRole('button', { name: 'Sign in' }).click()
}

/** Signs in and accepts the permissions that are asked for. */
export async function signInAndAccept(
  page: Page,
  person: { readonly uniqueName: string; readonly password: string },
): Promise<void> {
  await signIn(page, person)
  await heading(page, 'Permissions requested')
  await page.getByRole('button', { name: 'Accept' }).click()
}
