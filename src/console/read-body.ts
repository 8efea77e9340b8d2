import type { z } from 'zod'
import { AzdoError } from '../errors/azdo-error.js'

/** A request's body by its schema. Error: REQUEST_INVALID naming what is wrong, never a value. */
export function readBody<Schema extends z.ZodType>(schema: Schema, body: unknown): z.infer<Schema> {
  const read = schema.safeParse(body)
  if (read.success) return read.data
  const { path, code } = read.error.issues[0]!
  const where = path.length > 0 ? path.join('.') : 'the body'
  throw new AzdoError('REQUEST_INVALID', `The request is not understood: ${where} (${code}).`, {
    hint: 'Load the page again.',
  })
}
