/** Where a policy holds; null means everywhere (facts 9). */
export interface PolicyScope {
  repositoryId: string | null
  refName?: string | null
  matchKind?: string
}

/** What a policy demands; members depend on its type. */
export type PolicySettings = Record<string, unknown> & { scope: PolicyScope[] }
