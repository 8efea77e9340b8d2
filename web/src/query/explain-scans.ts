/** What EXPLAIN says of one read of the service. */
export interface ExplainedScan {
  readonly table: string
  readonly requests: readonly { readonly method: string; readonly path: string; readonly wiql?: string }[]
  readonly calls: number
  readonly atLeast: boolean
  /** Conditions that are checked here, on the rows that arrive. */
  readonly notPushed: readonly { readonly condition: string; readonly why: string }[]
}

/** Reads the gateway's EXPLAIN (FORMAT JSON); undefined when it is none. A statement that reads no table has no scans. */
export function readExplain(text: string): readonly ExplainedScan[] | undefined {
  try {
    const [document] = JSON.parse(text) as { 'Azure DevOps Scans'?: readonly Record<string, unknown>[] }[]
    return (document?.['Azure DevOps Scans'] ?? []).map(readScan)
  } catch {
    return undefined
  }
}

function readScan(scan: Record<string, unknown>): ExplainedScan {
  const list = (name: string) => (scan[name] ?? []) as readonly Record<string, string>[]
  return {
    table: `${String(scan['Schema'])}.${String(scan['Relation Name'])}`,
    requests: list('Requests').map(({ Method: method = '', Path: path = '', WIQL: wiql }) => ({
      method,
      path,
      ...(wiql === undefined ? {} : { wiql }),
    })),
    calls: Number(scan['Expected Calls']),
    atLeast: scan['Expected At Least'] === true,
    notPushed: list('Not Pushed').map(({ Condition: condition = '', Reason: why = '' }) => ({
      condition,
      why,
    })),
  }
}
