import { cstring, message } from './message.js'
import { writeParse } from './parse.js'

/**
 * Messages that ask for the value of a setting by the extended protocol, without touching the unnamed statement and
 * portal: ParseComplete, BindComplete, DataRow, CommandComplete and two CloseComplete answer them.
 *
 * @param name of the setting; it must exist. Used for the statement and the portal too.
 */
export function writeShow(name: string): Buffer {
  const own = cstring(`azdo_show ${name}`)
  const close = (kind: 'S' | 'P') => message('C', Buffer.from(kind), own)
  return Buffer.concat([
    writeParse(`azdo_show ${name}`, `SHOW ${name}`),
    message('B', own, own, Buffer.alloc(6)),
    message('E', own, Buffer.alloc(4)),
    close('P'),
    close('S'),
  ])
}
