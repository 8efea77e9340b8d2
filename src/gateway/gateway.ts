import { createServer, type Socket } from 'node:net'
import type { Answer } from '../answer/answer.js'
import { asAzdoError, AzdoError } from '../errors/azdo-error.js'
import type { Events } from '../events/events.js'
import type { Replica } from '../replica/replica.js'
import { writeError } from '../wire/report.js'
import { readStartupPacket } from '../wire/startup.js'
import { openSession, type Session } from './session.js'
import { watchSession, type SessionSight } from './session-sight.js'

/** A listening gateway. */
export interface Gateway {
  readonly host: string
  readonly port: number
  /** The sessions that are open, in the order they were. */
  sessions(): readonly SessionSight[]
  /** Cancels what a session runs, if anything. */
  cancel(session: number): void
  /** Stops listening, ends all sessions and waits until nothing of theirs runs. */
  close(): Promise<void>
}

export interface GatewayParts {
  readonly host: string
  /** 0: any free one. */
  readonly port: number
  readonly replica: Replica
  readonly answer: Answer
  readonly events: Events
}

/** A client that connects and says nothing is let go after this, ms (PostgreSQL's authentication_timeout). */
const startupTimeoutMs = 60_000

/** Starts to listen for PostgreSQL clients. Errors: PORT_UNUSABLE. */
export async function openGateway(parts: GatewayParts): Promise<Gateway> {
  const sessions = new Set<Session>()
  const sights = new Map<number, { session: Session; see(): SessionSight }>()
  const starting = new Set<Socket>()
  let count = 0

  const onClient = (client: Socket): void => {
    starting.add(client)
    client.on('error', () => client.destroy())
    client.on('close', () => starting.delete(client))
    client.setTimeout(startupTimeoutMs, () => client.destroy())
    let received: Buffer = Buffer.alloc(0)
    const onData = (chunk: Buffer): void => {
      received = Buffer.concat([received, chunk])
      try {
        for (;;) {
          const read = readStartupPacket(received)
          if (!read) return
          const rest = received.subarray(read.length)
          if (read.packet.kind === 'encryption-request') {
            // One that asks for encryption sends nothing before the reply; bytes behind it were put there by someone else (CVE-2021-23214).
            if (rest.length > 0) return void client.destroy()
            client.write('N')
            received = rest
            continue
          }
          client.off('data', onData)
          client.pause()
          client.setTimeout(0)
          if (read.packet.kind === 'cancel') {
            const { pid, secret } = read.packet
            for (const session of sessions)
              if (session.key?.pid === pid && session.key.secret.equals(secret)) session.cancel()
            client.end()
          } else {
            void start(client, read.packet.parameters, read.packet.bytes, rest)
          }
          return
        }
      } catch (thrown) {
        refuse(client, thrown)
      }
    }
    client.on('data', onData)
  }

  const start = async (
    client: Socket,
    parameters: ReadonlyMap<string, string>,
    startup: Buffer,
    rest: Buffer,
  ): Promise<void> => {
    const id = ++count
    try {
      const user = parameters.get('user') ?? ''
      const database = parameters.get('database') ?? user
      if (user !== parts.replica.role.name) throw unknownUser(user, parts.replica.role.name)
      await parts.answer.refresh()
      if (client.destroyed) return
      const { host, port } = parts.replica
      const watch = watchSession(id, parameters, parts.answer)
      const session = openSession({
        id,
        client,
        parameters,
        startup,
        rest,
        backend: { host, port },
        answer: watch.answer,
        textOf: (bytes, encoding) => parts.replica.textOf(bytes, encoding),
        events: parts.events,
      })
      starting.delete(client)
      sessions.add(session)
      sights.set(id, { session, see: () => watch.see(session) })
      parts.events.emit({ type: 'session.opened', session: id, user, database })
      await session.closed
      sessions.delete(session)
      sights.delete(id)
      parts.events.emit({ type: 'session.closed', session: id })
    } catch (thrown) {
      refuse(client, thrown)
    }
  }

  const refuse = (client: Socket, thrown: unknown): void => {
    const { faces, message, hint } = asAzdoError(thrown)
    if (client.destroyed) return
    client.end(
      writeError({ severity: 'FATAL', sqlstate: faces.sqlstate, message: parts.events.mask(message), hint }),
    )
  }

  const server = createServer(onClient)
  const port = await new Promise<number>((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => reject(portUnusable(parts, cause)))
    server.listen(parts.port, parts.host, () => {
      const address = server.address()
      resolve(typeof address === 'object' && address ? address.port : parts.port)
    })
  })

  return {
    host: parts.host,
    port,
    sessions: () => [...sights.values()].map(({ see }) => see()),
    cancel: (id) => sights.get(id)?.session.cancel(),
    async close() {
      const stopped = new Promise<void>((resolve) => server.close(() => resolve()))
      for (const client of starting) client.destroy()
      const ending = [...sessions]
      for (const session of ending) session.end()
      await Promise.all(ending.map(({ closed }) => closed))
      await stopped
    },
  }
}

function unknownUser(user: string, known: string): AzdoError {
  return new AzdoError('SIGN_IN_REFUSED', `The gateway knows no user "${user}".`, {
    hint: `Connect as "${known}"; its password is in what azdo dsn prints.`,
  })
}

function portUnusable({ host, port }: GatewayParts, cause: NodeJS.ErrnoException): AzdoError {
  const code = cause.code ?? ''
  if (['EADDRNOTAVAIL', 'ENOTFOUND', 'EAI_AGAIN', 'EINVAL'].includes(code)) {
    return new AzdoError('PORT_UNUSABLE', `${host} is not an address of this machine (${code}).`, {
      hint: 'Give one that is: --host 127.0.0.1 for this machine only, --host 0.0.0.0 for all networks.',
      cause,
    })
  }
  const why =
    code === 'EADDRINUSE'
      ? 'is used by another program'
      : code === 'EACCES'
        ? 'may not be used by this user'
        : `cannot be used: ${code || cause.message}`
  return new AzdoError('PORT_UNUSABLE', `Port ${port} of ${host} ${why}.`, {
    hint: 'Choose another: azdo start --port 15433',
    cause,
  })
}
