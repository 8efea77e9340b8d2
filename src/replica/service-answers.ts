import type { Pool } from 'pg'
import type { AzdoError } from '../errors/azdo-error.js'
import { databaseFault } from './database-fault.js'

/** Answers to calls of the service that functions of SQL wait for (see service-functions). Error: DATABASE_UNAVAILABLE. */
export interface ServiceAnswers {
  /** Says that a call has been heard. */
  begin(backendPid: number, asked: string): Promise<void>
  succeed(backendPid: number, asked: string, answer: unknown): Promise<void>
  fail(backendPid: number, asked: string, error: AzdoError, mask: (text: string) => string): Promise<void>
  /** Forgets answers given to a session. */
  forget(backendPid: number, asked: readonly string[]): Promise<void>
}

export function createServiceAnswers(pool: Pool): ServiceAnswers {
  const run = async (text: string, values: unknown[]): Promise<void> => {
    try {
      await pool.query(text, values)
    } catch (thrown) {
      throw databaseFault(thrown, 'answering a function that calls Azure DevOps')
    }
  }
  const finish = (backendPid: number, asked: string, column: 'answer' | 'error', value: string | null) =>
    run(`UPDATE azdo.service_answers SET done = true, ${column} = $3 WHERE pid = $1 AND asked = $2`, [
      backendPid,
      asked,
      value,
    ])
  return {
    begin: (backendPid, asked) =>
      run(
        `INSERT INTO azdo.service_answers (pid, asked, done) VALUES ($1, $2, false)
         ON CONFLICT (pid, asked) DO UPDATE SET done = false, answer = NULL, error = NULL`,
        [backendPid, asked],
      ),
    succeed: (backendPid, asked, answer) =>
      finish(backendPid, asked, 'answer', answer === undefined ? null : storable(answer)),
    fail: (backendPid, asked, { faces, message, detail, hint }, mask) => {
      const text = (value: string | undefined) => value && mask(value)
      const error = {
        sqlstate: faces.sqlstate,
        message: mask(message),
        detail: text(detail),
        hint: text(hint),
      }
      return finish(backendPid, asked, 'error', storable(error))
    },
    forget: (backendPid, asked) =>
      run('DELETE FROM azdo.service_answers WHERE pid = $1 AND asked = ANY ($2)', [backendPid, asked]),
  }
}

/** JSON that jsonb takes: it cannot hold zero characters and halves of surrogate pairs. */
function storable(value: unknown): string {
  return JSON.stringify(value, (_, member: unknown) =>
    typeof member === 'string' ? member.replaceAll('\0', '').replaceAll(/\p{Surrogate}/gu, '\ufffd') : member,
  )
}
