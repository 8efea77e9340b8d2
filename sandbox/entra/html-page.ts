import type { PlainAnswer } from '../server/send-answer.js'

/** The text with everything escaped that means something in HTML, in content and in attributes. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
}

/** A page of plain HTML, no scripts. `content` is HTML; the title is text. */
export function htmlPage(title: string, content: string): string {
  return `<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>${escapeHtml(title)}</title></head>
<body><h1>${escapeHtml(title)}</h1>
${content}
</body></html>
`
}

/** The page as an answer that nobody keeps. */
export function pageAnswer(status: number, title: string, content: string): PlainAnswer {
  return {
    status,
    headers: { 'Content-Type': 'text/html; charset=utf-8', 'Cache-Control': 'no-store' },
    body: htmlPage(title, content),
  }
}

/** A hidden field of a form. */
export function hiddenField(name: string, value: string): string {
  return `<input type="hidden" name="${escapeHtml(name)}" value="${escapeHtml(value)}">`
}
