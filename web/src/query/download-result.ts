import { resultText, type ResultColumn, type ResultFormat, type ResultRow } from './result-text.js'

const types: Record<ResultFormat, string> = {
  csv: 'text/csv;charset=utf-8',
  json: 'application/json',
  ndjson: 'application/x-ndjson',
}

/** Saves a result as a file. Nothing leaves the browser. */
export function downloadResult(
  name: string,
  format: ResultFormat,
  columns: readonly ResultColumn[],
  rows: readonly ResultRow[],
): void {
  // Excel takes a CSV file for UTF-8 only when it begins with this mark.
  const parts = format === 'csv' ? ['\ufeff'] : []
  const file = new Blob([...parts, ...resultText(format, columns, rows)], { type: types[format] })
  const address = URL.createObjectURL(file)
  const link = document.createElement('a')
  link.href = address
  link.download = `${name.replace(/[^\w-]+/g, '-').replace(/^-+|-+$/g, '') || 'result'}.${format}`
  link.click()
  setTimeout(() => URL.revokeObjectURL(address), 60_000)
}
