import { send, type Call } from './request.js'

/**
 * A request answered by NDJSON: gives each line as it arrives. Ending the loop early, or aborting the signal, tells the
 * server to stop. Throws ApiError when the request itself is refused; lines that report an error are data.
 */
export async function* askLines<Line>(path: string, call: Call = {}): AsyncGenerator<Line, void, void> {
  const response = await send(path, call)
  if (response.body === null) return
  const reader = response.body.getReader()
  const decoder = new TextDecoder()
  let rest = ''
  try {
    while (true) {
      const { done, value } = await reader.read()
      rest += done ? decoder.decode() : decoder.decode(value, { stream: true })
      const lines = rest.split('\n')
      rest = done ? '' : lines.pop()!
      for (const line of lines) if (line.trim() !== '') yield JSON.parse(line) as Line
      if (done) return
    }
  } finally {
    // Of a stream that has ended this does nothing; one that has failed says so above.
    await reader.cancel().catch(() => undefined)
  }
}
