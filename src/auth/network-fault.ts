/** What a broken connection means, in words for the end of a sentence: "… : the name cannot be resolved". */
const faults: Readonly<Record<string, string>> = {
  ENOTFOUND: 'the host name is not known',
  EAI_AGAIN: 'the host name cannot be looked up at the moment',
  ECONNREFUSED: 'nothing listens there (connection refused)',
  ECONNRESET: 'the connection was closed by the other side',
  EPIPE: 'the connection was closed by the other side',
  UND_ERR_SOCKET: 'the connection was closed by the other side',
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: 'the answer ended early',
  EHOSTUNREACH: 'the network has no way to that host',
  ENETUNREACH: 'the network has no way to that host',
  ETIMEDOUT: 'no connection in time',
  UND_ERR_CONNECT_TIMEOUT: 'no connection in time',
  UND_ERR_HEADERS_TIMEOUT: 'no answer in time',
  UND_ERR_BODY_TIMEOUT: 'the answer stopped arriving',
  OAUTH_TIMEOUT: 'no answer in time',
  CERT_HAS_EXPIRED: 'its TLS certificate has expired',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'its TLS certificate is signed by nobody this machine trusts',
  SELF_SIGNED_CERT_IN_CHAIN: 'its TLS certificate is signed by nobody this machine trusts',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'its TLS certificate is signed by nobody this machine trusts',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'its TLS certificate is signed by nobody this machine trusts',
  ERR_TLS_CERT_ALTNAME_INVALID: 'its TLS certificate is for another name',
  ERR_SSL_WRONG_VERSION_NUMBER: 'it does not speak TLS on that port',
  EPROTO: 'it does not speak TLS on that port',
}

/** A connection that failed: the system's code (`ECONNREFUSED`) and what it means in words. */
export interface NetworkFault {
  readonly code: string
  readonly words: string
}

/**
 * The network fault inside a thrown value, looked for along its chain of causes; undefined when the failure is not one
 * of the network. Knows the codes of Node, of OpenSSL and of undici (its docs, "Errors").
 */
export function networkFault(thrown: unknown): NetworkFault | undefined {
  let inner: unknown = thrown
  for (let depth = 0; depth < 6 && inner !== null && typeof inner === 'object'; depth++) {
    const { code, name, errors, cause } = inner as {
      code?: unknown
      name?: unknown
      errors?: unknown
      cause?: unknown
    }
    if (typeof code === 'string') {
      const words = faults[code]
      if (words !== undefined) return { code, words }
      if (code.startsWith('HPE_')) return { code, words: 'it does not speak HTTP on that port' }
    }
    // The Fetch Standard's list of ports that carry other protocols; undici says so in a message only.
    if (inner instanceof Error && inner.message === 'bad port')
      return { code: 'BAD_PORT', words: 'that port is not one for HTTP' }
    if (name === 'TimeoutError') return { code: 'OAUTH_TIMEOUT', words: faults.OAUTH_TIMEOUT! }
    inner = cause ?? (Array.isArray(errors) ? errors[0] : undefined)
  }
  return undefined
}
