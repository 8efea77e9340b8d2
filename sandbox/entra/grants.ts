export const DEVICE_CODE_GRANT = 'urn:ietf:params:oauth:grant-type:device_code'

/** Grants that the token endpoint knows. */
export const GRANTS: ReadonlySet<string> = new Set([
  'authorization_code',
  'client_credentials',
  'refresh_token',
  DEVICE_CODE_GRANT,
])
