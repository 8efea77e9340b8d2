/** A piece of a LIKE pattern: text that must stand there, or a wildcard. */
export type PatternPiece = { readonly text: string } | { readonly wildcard: '%' | '_' }

/** Takes a LIKE pattern apart; a backslash makes the next character stand for itself (PostgreSQL manual, 9.7.1). */
export function patternPieces(pattern: string): readonly PatternPiece[] {
  const pieces: PatternPiece[] = []
  let text = ''
  const finish = () => {
    if (text !== '') pieces.push({ text })
    text = ''
  }
  const characters = [...pattern]
  for (let i = 0; i < characters.length; i++) {
    const character = characters[i]!
    if (character === '\\' && i + 1 < characters.length) text += characters[++i]!
    else if (character === '%' || character === '_') {
      finish()
      pieces.push({ wildcard: character })
    } else text += character
  }
  finish()
  return pieces
}

/** The text that every match begins with, and whether it is the whole pattern. */
export function patternStart(pattern: string): { readonly text: string; readonly whole: boolean } {
  const pieces = patternPieces(pattern)
  const [first] = pieces
  return { text: first && 'text' in first ? first.text : '', whole: pieces.every((piece) => 'text' in piece) }
}

/** The LIKE pattern that only the text itself matches. */
export function escapedLike(text: string): string {
  return text.replace(/[\\%_]/g, '\\$&')
}
