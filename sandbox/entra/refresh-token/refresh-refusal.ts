/** Number of the AADSTS code for what the provider has against a refresh token, by the detail it gives. */
export function refreshRefusal(error: string, detail: string): number {
  if (error === 'invalid_scope') return 65001
  return /is expired/.test(detail) ? 700082 : 70000
}
