/** User and password of a Basic header, each as the client wrote it before encoding (RFC 6749, 2.3.1). */
export function readBasicHeader(
  authorization: string | undefined,
): { user: string; password: string } | undefined {
  const encoded = /^basic\s+(\S+)$/i.exec(authorization ?? '')?.[1]
  if (encoded === undefined) return undefined
  const plain = Buffer.from(encoded, 'base64').toString('utf8')
  const colon = plain.indexOf(':')
  try {
    const [user, password] = [plain.slice(0, colon), plain.slice(colon + 1)].map(decodeURIComponent)
    return user === undefined || user === '' || password === undefined ? undefined : { user, password }
  } catch {
    return undefined
  }
}
