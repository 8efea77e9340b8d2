/**
 * The words of a command line, as a POSIX shell splits them (POSIX.1, Shell Command Language, 2.2): white space
 * separates, '…' keeps all, "…" keeps all but \" and \\, a backslash keeps the next character. Nothing is expanded.
 * On Windows a backslash outside of \" is itself, since paths are full of them. Undefined when a quote is not closed.
 */
export function splitWords(
  text: string,
  windows: boolean = process.platform === 'win32',
): string[] | undefined {
  const words: string[] = []
  let word: string | undefined
  let quote: string | undefined
  for (let at = 0; at < text.length; at++) {
    const letter = text[at]!
    const next = text[at + 1]
    const escapes = letter === '\\' && (quote === '"' ? '"\\'.includes(next ?? ' ') : quote === undefined)
    if (escapes && next !== undefined && (!windows || next === '"')) {
      word = (word ?? '') + next
      at++
    } else if (quote !== undefined) {
      if (letter === quote) quote = undefined
      else word = (word ?? '') + letter
    } else if (letter === '"' || letter === "'") {
      quote = letter
      word ??= ''
    } else if (/\s/.test(letter)) {
      if (word !== undefined) words.push(word)
      word = undefined
    } else {
      word = (word ?? '') + letter
    }
  }
  if (quote !== undefined) return undefined
  if (word !== undefined) words.push(word)
  return words
}
