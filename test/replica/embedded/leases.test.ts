import { spawnSync } from 'node:child_process'
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { dropLease, isAlive, liveLeases, takeLease } from '../../../src/replica/embedded/leases.js'

let home: string
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'azdo-leases-'))
})
afterEach(() => rm(home, { recursive: true, force: true }))

describe('leases', () => {
  it('count each use of a living process', async () => {
    expect(await liveLeases(home)).toBe(0)
    const [first, second] = [await takeLease(home), await takeLease(home)]
    expect(await liveLeases(home)).toBe(2)
    expect(await dropLease(home, first)).toBe(1)
    expect(await dropLease(home, first)).toBe(1)
    expect(await dropLease(home, second)).toBe(0)
  })

  it('of a process that has ended are removed', async () => {
    await takeLease(home)
    const { pid } = spawnSync(process.execPath, ['-e', ''])
    const folder = join(home, 'run', 'leases')
    await writeFile(join(folder, `${pid}-abc`), '')
    await writeFile(join(folder, 'nonsense'), '')
    expect(await liveLeases(home)).toBe(1)
    expect(await readdir(folder)).toHaveLength(1)
  })
})

describe('a process', () => {
  it('is alive or not, and an id that is none is not', () => {
    expect(isAlive(process.pid)).toBe(true)
    expect(isAlive(1)).toBe(true)
    expect(isAlive(0)).toBe(false)
    expect(isAlive(Number.NaN)).toBe(false)
  })
})
