import { describe, expect, it } from 'vitest'
import { parsePasswd, serverAccount } from '../../../src/replica/embedded/account.js'

describe('the accounts of a passwd file', () => {
  it('are read without root and without lines that are none', () => {
    const text =
      'root:x:0:0::/root:/bin/sh\n# note\nnobody:x:65534:65533::/:/bin/false\nbroken:x::\n+::::::\n'
    expect(parsePasswd(text)).toEqual([{ name: 'nobody', uid: 65534, gid: 65533 }])
  })
})

describe('the account of the server', () => {
  it('is never root', async () => {
    const account = await serverAccount()
    if (process.getuid?.() === 0) expect(account!.uid).toBeGreaterThan(0)
    else expect(account).toBeUndefined()
  })
})
