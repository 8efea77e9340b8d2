/** Whether EXPLAIN can say something of a statement. */
export function isExplainable(sql: string): boolean {
  return /^\s*(?:\(\s*)*(?:select|with|values|table|insert|update|delete|merge)\b/i.test(
    sql.replace(/^(?:\s|--[^\n]*(?:\n|$)|\/\*[^]*?\*\/)+/, ''),
  )
}
