import type { AzdoError } from '../errors/azdo-error.js'

/** An error as the one or two lines a person sees: what failed; what to do. Debugging adds the stack and its causes. */
export function errorLines(error: AzdoError, debug: boolean): string[] {
  const lines = [`azdo: ${oneLine(error.message)}`]
  const more = [error.detail, error.hint]
    .filter((text) => text !== undefined && text !== '')
    .map((text) => oneLine(text!))
  if (more.length > 0) lines.push(`      ${more.join(' ')}`)
  if (debug) {
    lines.push(`[${error.code}]`)
    for (
      let cause: unknown = error;
      cause !== undefined;
      cause = cause instanceof Error ? cause.cause : undefined
    ) {
      lines.push(cause instanceof Error ? (cause.stack ?? cause.message) : String(cause))
    }
  }
  return lines
}

function oneLine(text: string): string {
  return text.trim().replace(/\s*[\r\n]+\s*/g, ' ')
}
