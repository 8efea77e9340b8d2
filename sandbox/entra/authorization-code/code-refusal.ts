/** Number of the AADSTS code for what the provider has against an authorization code, by the detail it gives. */
export function codeRefusal(detail: string): number {
  if (/already consumed/.test(detail)) return 54005
  if (/is expired/.test(detail)) return 70008
  if (/redirect_uri mismatch/.test(detail)) return 500112
  if (/code_verifier must be provided/.test(detail)) return 50148
  if (/code_verifier|code_challenge/.test(detail)) return 501481
  return 70000
}
