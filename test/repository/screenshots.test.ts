import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { whyNot } from '../console/browser/open-console.js'
import { screenshotNames, takeScreenshots } from '../console/browser/take-screenshots.js'
import { filesUnder, root } from './source-tree.js'

const folder = 'docs/images/console'
/** `npm run screenshots` sets it: the pictures are taken anew. */
const updating = process.env.UPDATE_SCREENSHOTS === '1'

describe('the pictures of docs/console.md', () => {
  it('are those that are taken, each shown in light and dark', async () => {
    if (updating) {
      expect(whyNot, 'why no picture can be taken').toBeUndefined()
      await takeScreenshots(join(root, folder))
    }
    const there = filesUnder(folder).map((path) => path.slice(folder.length + 1))
    expect(there).toEqual(screenshotNames)
    const page = readFileSync(join(root, 'docs/console.md'), 'utf8')
    const shown = [...page.matchAll(/images\/console\/([\w-]+\.png)/g)].map((found) => found[1])
    expect([...new Set(shown)].toSorted()).toEqual(screenshotNames)
    for (const name of shown) expect(existsSync(join(root, folder, name!)), name).toBe(true)
  })
})
