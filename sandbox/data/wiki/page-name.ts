/*
 * How a page's title is the name of its file: blanks as hyphens, and what file names may not hold as `%` and two
 * digits (docs, "Wiki Git repository files and file structure").
 */

const encoded: Readonly<Record<string, string>> = {
  ':': '%3A',
  '<': '%3C',
  '>': '%3E',
  '*': '%2A',
  '?': '%3F',
  '|': '%7C',
  '-': '%2D',
  '"': '%22',
}

/** The name of a page's file (without `.md`) or folder. */
export function fileName(title: string): string {
  return title.replace(/[:<>*?|"-]/g, (letter) => encoded[letter] as string).replaceAll(' ', '-')
}

/** The title of the page that a file or folder of this name is. */
export function pageTitle(name: string): string {
  return name
    .replaceAll('-', ' ')
    .replace(/%(3A|3C|3E|2A|3F|7C|2D|22)/gi, (_, digits: string) => String.fromCharCode(parseInt(digits, 16)))
}

/** The path below the wiki's root of a page's file, without `.md`: `/A b/C` is `/A-b/C`. */
export function filePath(pagePath: string): string {
  return pagePath.split('/').map(fileName).join('/')
}
