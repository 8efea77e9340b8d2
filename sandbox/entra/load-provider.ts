/*
 * oidc-provider prints a warning while it is imported by any Node older than 22, though all that this sandbox
 * uses of it works there. Its other warnings (development keys, memory storage) concern configuration and are
 * avoided by configuring it.
 */

type ProviderModule = typeof import('oidc-provider')

let loading: Promise<ProviderModule> | undefined

/** The oidc-provider module, imported on first need and without its remark about the version of Node. */
export function loadProvider(): Promise<ProviderModule> {
  loading ??= importQuietly()
  return loading
}

async function importQuietly(): Promise<ProviderModule> {
  const warn = console.warn
  console.warn = (...values: unknown[]) => {
    if (!String(values[0]).includes('oidc-provider WARNING')) warn(...values)
  }
  try {
    return await import('oidc-provider')
  } finally {
    console.warn = warn
  }
}
