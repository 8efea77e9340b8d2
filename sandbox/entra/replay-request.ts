import { IncomingMessage } from 'node:http'

/**
 * The request once more, with another target and, for a form that has been read, with the given form as its
 * body: the provider reads the body itself and would warn about one that others have read before it.
 * `mounted` is the target as the client sees it; the provider makes its addresses out of it.
 */
export function replayRequest(
  request: IncomingMessage,
  target: { url: string; mounted: string },
  form?: Readonly<Record<string, string>>,
): IncomingMessage {
  if (form === undefined) {
    request.url = target.url
    return Object.assign(request, { originalUrl: target.mounted })
  }
  const body = Buffer.from(new URLSearchParams(form).toString())
  const copy = new IncomingMessage(request.socket)
  copy.httpVersion = request.httpVersion
  copy.httpVersionMajor = request.httpVersionMajor
  copy.httpVersionMinor = request.httpVersionMinor
  copy.method = request.method
  copy.url = target.url
  copy.headers = {
    ...request.headers,
    'content-type': 'application/x-www-form-urlencoded',
    'content-length': String(body.length),
  }
  delete copy.headers['transfer-encoding']
  // Without this its end would count as an abort, and cut the connection.
  copy.complete = true
  copy.push(body)
  copy.push(null)
  return Object.assign(copy, { originalUrl: target.mounted })
}
