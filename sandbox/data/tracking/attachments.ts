import { randomUUID } from 'node:crypto'

/** A file that items can be given by a relation. */
export interface Attachment {
  readonly id: string
  readonly fileName: string
  readonly parts: Buffer[]
  /** Bytes there are, and bytes there shall be: fewer while a file comes in parts. */
  received: number
  expected: number
}

/** The files that were uploaded, by id; those of a sandbox live as long as it does. */
export type Attachments = Map<string, Attachment>

/** No file is there at the start. */
export function createAttachments(): Attachments {
  return new Map()
}

/** A file whose bytes come later, in order. */
export function newAttachment(attachments: Attachments, fileName: string, expected: number): Attachment {
  const attachment: Attachment = { id: randomUUID(), fileName, parts: [], received: 0, expected }
  attachments.set(attachment.id, attachment)
  return attachment
}

/** Adds bytes at the end. */
export function append(attachment: Attachment, bytes: Buffer): void {
  attachment.parts.push(bytes)
  attachment.received += bytes.length
}
