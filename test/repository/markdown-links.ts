import { posix } from 'node:path'

/** A link inside the repository, as written in a document. */
export interface InternalLink {
  /** File that holds it, from the root. */
  readonly in: string
  /** File or folder it leads to, from the root. */
  readonly path: string
  /** Heading it leads to, without `#`; empty for none. */
  readonly anchor: string
}

/** Links and images of a Markdown text that stay in the repository; code blocks are left out. */
export function internalLinks(path: string, markdown: string): InternalLink[] {
  return [...withoutCode(markdown).matchAll(/\]\(<?([^)\s>]+)>?(?:\s+"[^"]*")?\)/g)]
    .map((match) => match[1]!)
    .filter((target) => !/^[a-z][a-z0-9+.-]*:/i.test(target))
    .map((target) => {
      const [file = '', anchor = ''] = target.split('#')
      return { in: path, path: file === '' ? path : posix.join(posix.dirname(path), decodeURI(file)), anchor }
    })
}

/** The anchors that a Markdown renderer such as GitHub's gives the headings of a text. */
export function anchorsOf(markdown: string): Set<string> {
  const anchors = new Set<string>()
  for (const [, heading] of withoutCode(markdown).matchAll(/^#{1,6}\s+(.+?)\s*#*$/gm)) {
    const anchor = heading!
      .toLowerCase()
      .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .replace(/\s/g, '-')
    let unique = anchor
    for (let n = 1; anchors.has(unique); n++) unique = `${anchor}-${n}`
    anchors.add(unique)
  }
  return anchors
}

/** The names in code spans of a text that look like files or folders of the repository: `src/rest/retry.ts`, `sandbox/`. */
export function namedPaths(markdown: string, folders: readonly string[]): string[] {
  return [...withoutBlocks(markdown).matchAll(/`([^`\n]+)`/g)]
    .map((match) => match[1]!)
    .filter((name) => folders.some((folder) => name.startsWith(`${folder}/`)) && /^[\w./-]+$/.test(name))
}

function withoutBlocks(markdown: string): string {
  return markdown.replace(/^(```|~~~)[\s\S]*?^\1/gm, '')
}

function withoutCode(markdown: string): string {
  return withoutBlocks(markdown).replace(/`[^`\n]*`/g, (span) => span.replace(/[[\]()]/g, ''))
}
