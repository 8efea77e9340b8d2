import type { ConnectionAnswer } from '../../../src/console/api-schema.js'
import { api } from '../api/endpoints.js'

const stored = 'azdo.connection'
let list = $state.raw<readonly ConnectionAnswer[] | undefined>()
let wanted = $state(localStorage.getItem(stored) ?? '')

/** The connections there are and the one the pages work with. Every page shares them. */
export const connections = {
  /** Undefined until `load` has ended once. */
  get list(): readonly ConnectionAnswer[] | undefined {
    return list
  },
  /** The one chosen on some page, or the default; undefined while there is none. */
  get chosen(): ConnectionAnswer | undefined {
    return list?.find(({ name }) => name === wanted) ?? list?.find(({ isDefault }) => isDefault) ?? list?.[0]
  },
  /** Keeps the choice in this browser. */
  choose(name: string): void {
    wanted = name
    localStorage.setItem(stored, name)
  },
  /** Reads them anew. Throws ApiError. */
  async load(): Promise<void> {
    list = await api.connections()
  },
}
