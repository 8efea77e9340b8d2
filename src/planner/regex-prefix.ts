/**
 * A text that every match of a regular expression begins with (PostgreSQL manual, 9.7.3); undefined when none is known.
 * Understood are plain characters behind `^`, also in the form that SIMILAR TO is turned into: `^(?:abc.*)$`.
 *
 * @param insensitive for `~*`: letters beyond ASCII have other cases there than ILIKE knows.
 */
export function regexPrefix(pattern: string, insensitive: boolean): string | undefined {
  // Alternatives have beginnings of their own; options before the pattern change what it means.
  if (!pattern.startsWith('^') || pattern.includes('|')) return undefined
  const inner = /^\^\(\?:((?:[^()\\]|\\.)*)\)\$$/u.exec(pattern)?.[1] ?? pattern.slice(1)
  const plain = /^(?:[\p{L}\p{N} _\-,:;@#/&'"=!<>~%]|\\[.\\[\](){}*+?^$|/-])*/u.exec(inner)![0]
  const pieces = plain.match(/\\?[^]/gu) ?? []
  // What is repeated may be absent.
  if (/[*+?{]/.test(inner.charAt(plain.length))) pieces.pop()
  const text = pieces.map((piece) => piece.replace(/^\\(?=[^])/u, '')).join('')
  const known = insensitive ? /^[ -~]*/.exec(text)![0] : text
  return known === '' ? undefined : known
}
