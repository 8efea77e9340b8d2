/** The hosted page that the reference page of the User Credentials names. */
export const HOSTED_RETURN_URL = 'https://zappysys.com/oauth'

/**
 * Whether an application of the sandbox that takes people's sign-ins has this Return URL: the hosted page
 * exactly, or this machine by name or address, at any port (RFC 8252, 7.3) and any path.
 */
export function takesReturnUrl(address: string): boolean {
  if (address === HOSTED_RETURN_URL) return true
  if (!URL.canParse(address)) return false
  const url = new URL(address)
  return (
    url.protocol === 'http:' &&
    (url.hostname === 'localhost' || url.hostname === '127.0.0.1') &&
    !address.includes('#') &&
    url.username === ''
  )
}
