import { readdir, readFile } from 'node:fs/promises'
import { extname, join, relative, sep } from 'node:path'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'

/** A file of the pages, ready to be sent. */
export interface PageFile {
  readonly type: string
  readonly bytes: Buffer
  /** The same, compressed; undefined where that does not help. */
  readonly gzipped: Buffer | undefined
  /** Its name changes with what is in it. */
  readonly isImmutable: boolean
}

/** Media types of what vite writes. */
const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.json': 'application/json',
}

/**
 * The files of a folder by their path in an address (`/assets/index-1a2b.js`): read once, so that no address can name
 * anything outside. Empty when the folder is not there. Files of other kinds are left out.
 */
export async function readPageFiles(folder: string): Promise<ReadonlyMap<string, PageFile>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => [])
  const files = entries
    .filter((entry) => entry.isFile() && types[extname(entry.name)] !== undefined)
    .map((entry) => join(entry.parentPath, entry.name))
  return new Map(
    await Promise.all(
      files.map(async (path): Promise<[string, PageFile]> => {
        const address = `/${relative(folder, path).split(sep).join('/')}`
        return [address, await readPageFile(path, /-[\w-]{8,}\.\w+$/.test(address))]
      }),
    ),
  )
}

async function readPageFile(path: string, isImmutable: boolean): Promise<PageFile> {
  const bytes = await readFile(path)
  const type = types[extname(path)]!
  const isText = !/^(image\/(png|x-icon)|font\/)/.test(type)
  return { type, bytes, gzipped: isText ? await promisify(gzip)(bytes) : undefined, isImmutable }
}
