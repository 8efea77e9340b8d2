import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { join } from 'node:path'

/** Where a serving gateway listens. */
export interface Announcement {
  readonly pid: number
  readonly host: string
  readonly port: number
  readonly database: string
}

/** How long a gateway may take to say that it is there, ms. */
const answerTimeoutMs = 2_000

/** Lets other processes of this AZDO_HOME find a gateway. Returns a function that takes the announcement back. */
export async function announceGateway(
  home: string,
  gateway: Omit<Announcement, 'pid'>,
): Promise<() => Promise<void>> {
  const file = fileOf(home)
  await mkdir(join(home, 'run'), { recursive: true, mode: 0o700 })
  const { host, port, database } = gateway
  const announcement: Announcement = { pid: process.pid, host, port, database }
  await writeFile(file, JSON.stringify(announcement), { mode: 0o600 })
  return async () => {
    if ((await readAnnouncement(file))?.pid === process.pid) await rm(file, { force: true })
  }
}

/** The announced gateway, if it answers. */
export async function findAnnouncedGateway(home: string): Promise<Announcement | undefined> {
  const announcement = await readAnnouncement(fileOf(home))
  return announcement && (await answers(announcement)) ? announcement : undefined
}

function fileOf(home: string): string {
  return join(home, 'run', 'gateway.json')
}

async function readAnnouncement(file: string): Promise<Announcement | undefined> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as Announcement
  } catch {
    return undefined
  }
}

/** A gateway refuses an SSLRequest with one byte; anything else on that port is another program. */
function answers({ host, port }: Announcement): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, host)
    const done = (found: boolean): void => {
      socket.destroy()
      resolve(found)
    }
    socket.setTimeout(answerTimeoutMs, () => done(false))
    socket.on('error', () => done(false))
    socket.on('connect', () => socket.write(Buffer.from([0, 0, 0, 8, 0x04, 0xd2, 0x16, 0x2f])))
    socket.on('data', (data) => done(data.toString('latin1') === 'N'))
    socket.on('close', () => done(false))
  })
}
