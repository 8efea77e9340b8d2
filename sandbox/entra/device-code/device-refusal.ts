import type { EntraRefusal } from '../entra-error.js'
import { knownRefusal } from '../known-refusals.js'

/** What the poll of a device code is answered while, or because, there is no token (facts 3.2). */
export function deviceRefusal(error: string, detail: string): EntraRefusal {
  switch (error) {
    case 'authorization_pending':
      return knownRefusal(70016)
    case 'expired_token':
      return knownRefusal(70019)
    case 'access_denied':
      // The name is documented; its number is not, so it goes with the number of a declined consent.
      return { ...knownRefusal(65004), error: 'authorization_declined' }
    default:
      return knownRefusal(/not found|consumed|mismatch/.test(detail) ? 70018 : 9002313)
  }
}
