import type { Page } from 'playwright-core'

/** The query page as a person uses it. */
export interface QueryEditor {
  /** Replaces what is in the editor. */
  write(sql: string): Promise<void>
  /** What is in the editor. */
  text(): Promise<string>
  /** Runs the statement at the cursor by keyboard. */
  run(): Promise<void>
  /** Waits until the newest run has given so many rows. */
  done(rows: string): Promise<void>
  /** Chooses a view of the result: Rows, Chart … . */
  view(name: string): Promise<void>
}

/** Finds the editor of the query page, which must be open. */
export async function queryEditor(page: Page): Promise<QueryEditor> {
  const box = page.getByRole('textbox', { name: /^SQL/ })
  await box.waitFor()
  return {
    async write(sql) {
      await box.click()
      await page.keyboard.press('Control+a')
      await page.keyboard.press('Delete')
      // As pasted text: typing would close quotes and brackets by itself.
      await page.keyboard.insertText(sql)
    },
    text: async () => (await box.locator('.cm-line').allInnerTexts()).join('\n'),
    run: () => page.keyboard.press('Control+Enter'),
    done: (rows) => page.getByText(`Done: ${rows} in`).waitFor(),
    view: (name) => page.getByRole('tab', { name, exact: true }).click(),
  }
}
