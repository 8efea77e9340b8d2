import { ClientSecretPost, None, type ClientAuth } from 'openid-client'
import type { Connection } from '../settings/connection.js'

/** How the app of User Credentials proves itself: with its secret, or, being a public client, not at all. */
export function userProof({ clientSecret }: Connection): ClientAuth {
  return clientSecret === undefined || clientSecret === '' ? None() : ClientSecretPost(clientSecret)
}
