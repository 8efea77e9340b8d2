import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { type CodeFaces, codes } from '../../src/errors/codes.js'
import { root } from './source-tree.js'

const registry: Record<string, CodeFaces> = codes

/**
 * What scripts and drivers rely on: SQLSTATE and exit code of each code, frozen. When this fails, a public value
 * changed: decide whether that is wanted, then change it here and write it in CHANGELOG.md.
 */
const pinned: Record<string, readonly [sqlstate: string, exit: number]> = {
  USAGE: ['22023', 2],
  SETTING_UNKNOWN: ['22023', 2],
  SETTING_INVALID: ['22023', 2],
  SETTING_MISSING: ['22023', 2],
  CONNECTION_STRING_INVALID: ['22023', 2],
  CONNECTION_NAME_INVALID: ['22023', 2],
  CONNECTION_UNKNOWN: ['22023', 1],
  CONNECTION_EXISTS: ['22023', 1],
  TABLE_UNKNOWN: ['42P01', 1],
  HOME_UNUSABLE: ['58030', 1],
  FILE_UNUSABLE: ['58030', 1],
  SIGN_IN_REFUSED: ['28000', 1],
  SIGN_IN_UNREACHABLE: ['08006', 1],
  SIGN_IN_ANSWER_INVALID: ['08P01', 1],
  SERVICE_UNREACHABLE: ['08006', 1],
  SERVICE_DENIED: ['42501', 1],
  SERVICE_NOT_FOUND: ['22023', 1],
  SERVICE_REFUSED: ['22023', 1],
  SERVICE_CONFLICT: ['40001', 1],
  SERVICE_THROTTLED: ['53400', 1],
  SERVICE_FAILED: ['58000', 1],
  SERVICE_ANSWER_INVALID: ['08P01', 1],
  SERVICE_ANSWER_CHANGED: ['40001', 1],
  PROTOCOL_VIOLATION: ['08P01', 1],
  STATEMENT_CANCELED: ['57014', 1],
  STATEMENT_UNSUPPORTED: ['0A000', 1],
  CALL_REFUSED: ['42501', 1],
  REQUESTS_LIMITED: ['54000', 1],
  QUERY_FAILED: ['XX000', 1],
  DATABASE_UNAVAILABLE: ['08006', 1],
  PORT_UNUSABLE: ['58000', 1],
  SESSION_REQUIRED: ['28000', 1],
  LINK_REFUSED: ['28000', 1],
  REQUEST_REFUSED: ['42501', 1],
  REQUEST_INVALID: ['22023', 1],
  ADDRESS_UNKNOWN: ['22023', 1],
  SANDBOX_INVALID: ['22023', 2],
  INTERNAL: ['XX000', 1],
}

/** Codes that once existed; never given another meaning. */
const retired: readonly string[] = ['SIGN_IN_UNSUPPORTED']

interface Section {
  readonly code: string
  readonly text: string
}

/** The `## CODE` sections of docs/errors.md. */
function sections(): Section[] {
  const [, ...parts] = readFileSync(join(root, 'docs/errors.md'), 'utf8').split(/^## /m)
  return parts.map((part) => ({ code: part.split('\n')[0]!.trim(), text: part }))
}

describe('error codes', () => {
  it('keep their SQLSTATE and exit code', () => {
    const actual = Object.fromEntries(
      Object.entries(registry).map(([code, f]) => [code, [f.sqlstate, f.exit]]),
    )
    expect(actual).toEqual(pinned)
  })

  it('never come back after they were retired', () => {
    expect(retired.filter((code) => code in registry)).toEqual([])
  })

  it('have a SQLSTATE of five characters and an HTTP status of an error', () => {
    for (const [code, faces] of Object.entries(registry)) {
      expect(faces.sqlstate, code).toMatch(/^[0-9A-Z]{5}$/)
      expect(faces.http, code).toBeGreaterThanOrEqual(400)
    }
  })
})

describe('docs/errors.md', () => {
  it('has one section for each code and nothing more', () => {
    const expected = [...Object.keys(registry), ...(retired.length > 0 ? ['Retired codes'] : [])]
    expect(sections().map((s) => s.code)).toEqual(expected)
  })

  it('names the retired codes', () => {
    const text = sections().find((s) => s.code === 'Retired codes')?.text ?? ''
    expect(retired.filter((code) => !text.includes(code))).toEqual([])
  })

  it.each(Object.keys(registry))('gives the faces, the meaning and the remedy of %s', (code) => {
    const faces = registry[code]!
    const text = sections().find((s) => s.code === code)?.text
    expect(text).toContain(
      `SQLSTATE \`${faces.sqlstate}\` · exit code ${faces.exit} · HTTP ${faces.http} · ${faces.retryable ? 'may pass by itself' : 'stays until something is changed'}`,
    )
    expect(text).toContain(faces.about)
    expect(text).toMatch(/\*\*What to do:\*\* \S.{20,}/)
  })
})
