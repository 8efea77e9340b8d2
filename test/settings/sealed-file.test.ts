import { copyFile, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { readSealed, writeSealed } from '../../src/settings/sealed-file.js'
import { temporaryHome } from './temporary-home.js'

const secret = { token: 'hush-hush', list: [1, null, 'é😀'] }

describe('sealed files', () => {
  test('give back what was written last, and undefined before', async () => {
    const home = await temporaryHome()
    expect(await readSealed(home, 'a.sealed')).toBeUndefined()
    await writeSealed(home, 'a.sealed', { old: true })
    await writeSealed(home, 'a.sealed', secret)
    expect(await readSealed(home, 'a.sealed')).toEqual(secret)
  })

  test('hide the value, are for their owner only, and leave no other files behind', async () => {
    const home = await temporaryHome()
    await writeSealed(home, 'a.sealed', secret)
    await writeSealed(home, 'tokens/b.sealed', secret)
    expect((await readdir(home)).sort()).toEqual(['a.sealed', 'secret.key', 'tokens'])
    for (const file of ['a.sealed', 'secret.key', 'tokens/b.sealed']) {
      expect((await stat(join(home, file))).mode & 0o777).toBe(0o600)
      expect((await readFile(join(home, file))).includes('hush')).toBe(false)
    }
    expect((await stat(home)).mode & 0o777).toBe(0o700)
    expect((await stat(join(home, 'tokens'))).mode & 0o777).toBe(0o700)
    expect(await readSealed(home, 'tokens/b.sealed')).toEqual(secret)
  })

  test('the same value is never sealed to the same bytes twice', async () => {
    const home = await temporaryHome()
    await writeSealed(home, 'a.sealed', secret)
    const first = await readFile(join(home, 'a.sealed'), 'utf8')
    await writeSealed(home, 'a.sealed', secret)
    expect(await readFile(join(home, 'a.sealed'), 'utf8')).not.toBe(first)
  })

  test('many first writes at once agree on one key', async () => {
    const home = await temporaryHome()
    const files = Array.from({ length: 12 }, (_, i) => `${i}.sealed`)
    await Promise.all(files.map((file, i) => writeSealed(home, file, i)))
    expect(await Promise.all(files.map((file) => readSealed(home, file)))).toEqual(files.map((_, i) => i))
  })

  test('a changed, foreign or half file is refused, and so is a missing or wrong key', async () => {
    const home = await temporaryHome()
    const [a, b, key] = ['a.sealed', 'b.sealed', 'secret.key'].map((file) => join(home, file)) as [
      string,
      string,
      string,
    ]
    await writeSealed(home, 'a.sealed', secret)
    const good = await readFile(a, 'utf8')
    const refused = async (file: string): Promise<void> => {
      await expect(readSealed(home, file)).rejects.toMatchObject({ code: 'FILE_UNUSABLE' })
    }

    const fields = JSON.parse(good) as Record<string, string>
    const flipped = Buffer.from(fields.data!, 'base64')
    flipped[0]! ^= 1
    for (const bad of [
      JSON.stringify({ ...fields, data: flipped.toString('base64') }),
      JSON.stringify({ ...fields, tag: fields.tag!.slice(0, 8) }),
      JSON.stringify({ ...fields, format: 'azdo-sealed-2' }),
      good.slice(0, 40),
      'null',
      '',
    ]) {
      await writeFile(a, bad)
      await refused('a.sealed')
    }

    await writeFile(a, good)
    await copyFile(a, b)
    await refused('b.sealed')

    await writeFile(key, Buffer.alloc(32))
    await refused('a.sealed')
    await rm(key)
    await refused('a.sealed')
    expect(await readFile(a, 'utf8'), 'reading changed nothing').toBe(good)

    await writeFile(key, 'short')
    await expect(writeSealed(home, 'a.sealed', 1)).rejects.toMatchObject({ code: 'FILE_UNUSABLE' })
  })

  test('a home that cannot be used is reported as such', async () => {
    const home = await temporaryHome()
    await writeFile(home, '')
    await expect(writeSealed(home, 'a.sealed', 1)).rejects.toMatchObject({ code: 'HOME_UNUSABLE' })
    await expect(readSealed(home, 'a.sealed')).rejects.toMatchObject({ code: 'HOME_UNUSABLE' })
  })
})
