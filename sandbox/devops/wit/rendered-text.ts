/**
 * A comment's text as HTML. Markdown is rendered in part only: paragraphs, line breaks, bold, italic, code and links;
 * anything else stays as it was written.
 */
export function renderedText(text: string, format: 'html' | 'markdown'): string {
  if (format === 'html') return text
  return text
    .split(/\n{2,}/)
    .map((paragraph) => `<p>${inline(paragraph).replaceAll('\n', '<br>\n')}</p>`)
    .join('\n')
}

function inline(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replace(/`([^`\n]+)`/g, '<code>$1</code>')
    .replace(/\*\*([^*\n]+)\*\*/g, '<strong>$1</strong>')
    .replace(/\*([^*\n]+)\*/g, '<em>$1</em>')
    .replace(/\[([^\]\n]+)\]\((https?:[^)\s"]+)\)/g, '<a href="$2">$1</a>')
}
