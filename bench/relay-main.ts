import { connect, createServer, type AddressInfo } from 'node:net'

/** Passes bytes on to a port of this machine and back: the least that a process of Node between two others can do. */
const server = createServer({ noDelay: true }, (client) => {
  const behind = connect({ port: Number(process.argv[2]), host: '127.0.0.1', noDelay: true })
  for (const [one, other] of [
    [client, behind],
    [behind, client],
  ] as const) {
    one.pipe(other)
    one.on('error', () => other.destroy())
  }
})
server.listen(0, '127.0.0.1', () => {
  process.stdout.write(`relay at ${(server.address() as AddressInfo).port}\n`)
})
