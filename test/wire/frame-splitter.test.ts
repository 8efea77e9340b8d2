import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { AzdoError } from '../../src/errors/azdo-error.js'
import { createFrameSplitter, type Piece } from '../../src/wire/frame-splitter.js'
import { message } from '../../src/wire/message.js'

const wanted = new Set(['Q', 'Z'])
const messages = fc.array(
  fc.record({ type: fc.constantFrom('Q', 'Z', 'D', 'd'), body: fc.uint8Array({ maxLength: 40 }) }),
  { minLength: 1, maxLength: 12 },
)

function cut(bytes: Buffer, at: readonly number[]): Buffer[] {
  const ends = [...new Set(at.map((n) => n % (bytes.length + 1)))].sort((a, b) => a - b)
  return [...ends, bytes.length]
    .map((end, i) => bytes.subarray(i === 0 ? 0 : ends[i - 1], end))
    .filter((part) => part.length > 0)
}

describe('the frame splitter', () => {
  it('hands on every byte in order, and wanted messages whole, however the stream is cut', () => {
    fc.assert(
      fc.property(messages, fc.array(fc.nat(), { maxLength: 20 }), (sent, cuts) => {
        const stream = Buffer.concat(sent.map(({ type, body }) => message(type, Buffer.from(body))))
        const splitter = createFrameSplitter(wanted, 1000)
        const pieces: Piece[] = cut(stream, cuts).flatMap((chunk) => splitter.split(chunk))
        expect(Buffer.concat(pieces.map(({ bytes }) => bytes))).toEqual(stream)
        const whole = pieces.flatMap((piece) => (piece.kind === 'message' ? [piece] : []))
        const expected = sent.filter(({ type }) => wanted.has(type))
        expect(whole.map(({ type, bytes }) => [type, bytes.subarray(5)])).toEqual(
          expected.map(({ type, body }) => [type, Buffer.from(body)]),
        )
        expect(splitter.atBoundary()).toBe(true)
      }),
    )
  })

  it('is not at a boundary while an unread message is half through', () => {
    const splitter = createFrameSplitter(wanted, 1000)
    const row = message('D', Buffer.alloc(100))
    splitter.split(row.subarray(0, 50))
    expect(splitter.atBoundary()).toBe(false)
    splitter.split(row.subarray(50))
    expect(splitter.atBoundary()).toBe(true)
  })

  it('refuses a wanted message that claims to be longer than allowed before collecting it', () => {
    const splitter = createFrameSplitter(wanted, 1000)
    const header = Buffer.from([0x51, 0x7f, 0xff, 0xff, 0xff])
    expect(() => splitter.split(header)).toThrowError(expect.objectContaining({ code: 'PROTOCOL_VIOLATION' }))
  })

  it('refuses a length that does not even count itself', () => {
    const splitter = createFrameSplitter(wanted, 1000)
    expect(() => splitter.split(Buffer.from([0x44, 0, 0, 0, 3]))).toThrowError(AzdoError)
  })
})
