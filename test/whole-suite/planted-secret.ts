import { it } from 'vitest'
import { recordedIo } from '../cli/recorded-io.js'
import { recordSecret } from './suite-record.js'

/*
 * Run by secret-check.test.ts in a run of its own (planted-secret.config.ts): prints a secret, where PLANTED says.
 */

it('prints what it knows', () => {
  const { planted = '', PLANTED = '' } = process.env
  recordSecret('token', planted)
  const { io } = recordedIo({ mayShow: PLANTED === 'where it may' ? ['token'] : [] })
  io.stdout.write(`held: ${planted.slice(0, 9)}`)
  if (PLANTED !== 'nowhere') io.stdout.write(planted.slice(9))
})
