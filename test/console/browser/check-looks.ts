import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { AxeResults } from 'axe-core'
import { expect } from 'vitest'
import type { Locator, Page } from 'playwright-core'

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** The smallest and the largest window that every page must work in. */
const sizes = [
  { width: 360, height: 740 },
  { width: 2560, height: 1300 },
] as const
const usual = { width: 1280, height: 800 }

/** Waits until an expression is true in the page; its Content-Security-Policy lets nothing be evaluated from inside. */
export async function untilTrue(page: Page, expression: string): Promise<void> {
  await expect.poll(() => page.evaluate(expression), { timeout: 15_000 }).toBe(true)
}

/** Whether the keyboard is at it. */
export async function isFocused(locator: Locator): Promise<boolean> {
  return locator.evaluate((element: any) => element === element.ownerDocument.activeElement)
}

/**
 * What is wrong with the page as it stands now, in light and dark and in each size: violations that axe-core finds, and contents
 * wider than the window. Leaves the page at 1280 in light.
 */
export async function looksAtFault(page: Page): Promise<string[]> {
  const faults: string[] = []
  for (const size of sizes) {
    await page.setViewportSize(size)
    const excess = await page.evaluate<number>(
      'document.documentElement.scrollWidth - document.documentElement.clientWidth',
    )
    if (excess > 0) faults.push(`${size.width}: the page is ${excess} px wider than the window`)
    for (const colorScheme of ['dark', 'light'] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
      await page.evaluate(axe)
      const { violations, passes } = await page.evaluate<AxeResults>(
        "axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] })",
      )
      if (passes.length === 0) faults.push(`${size.width} ${colorScheme}: axe-core checked nothing`)
      for (const { id, nodes } of violations)
        for (const node of nodes)
          faults.push(`${size.width} ${colorScheme}: ${id}: ${node.html}\n${node.failureSummary ?? ''}`)
    }
  }
  await page.setViewportSize(usual)
  return faults
}
