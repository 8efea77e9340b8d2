import { describe, expect, it } from 'vitest'
import { createUnanswered } from '../../src/gateway/unanswered.js'

const play = (sent: string, received = '') => {
  const unanswered = createUnanswered<string>()
  for (const type of sent) unanswered.sent(type)
  for (const type of received) unanswered.received(type)
  return unanswered
}

describe('messages without an answer', () => {
  it("tell which of them are not the client's", () => {
    const unanswered = createUnanswered<string>()
    unanswered.sent('C', undefined, true)
    unanswered.sent('P', undefined, true)
    unanswered.sent('B')
    const ours = ['3', '1', '2'].map((type) => {
      const { answering } = unanswered
      unanswered.received(type)
      return answering?.ours
    })
    expect(ours).toEqual([true, true, false])
    expect(unanswered.none).toBe(true)
  })

  it('are none when each has been answered by its own', () => {
    expect(play('Q').none).toBe(false)
    expect(play('Q', 'TCZ').none).toBe(true)
    expect(play('PBDES', '12TC').none).toBe(false)
    expect(play('PBDES', '12TCZ').none).toBe(true)
    expect(play('PBES', '12s').none).toBe(false)
  })

  it('stay those behind the one that ReadyForQuery ends, however long the pipeline', () => {
    const rounds = 5_000
    const unanswered = play('BES'.repeat(rounds))
    for (let i = 1; i <= rounds; i++) {
      for (const type of '2CZ') unanswered.received(type)
      expect(unanswered.none).toBe(i === rounds)
    }
  })

  it('are passed over by the backend up to the next Sync after an error', () => {
    const unanswered = play('PBEBES', '12E')
    expect(unanswered.discarding).toBe(false)
    expect(unanswered.none).toBe(false)
    unanswered.received('Z')
    expect(unanswered.none).toBe(true)
    const open = play('PBE', 'E')
    expect(open.discarding).toBe(true)
    open.sent('B')
    expect(open.none).toBe(true)
    open.sent('S')
    open.received('Z')
    expect([open.none, open.discarding]).toEqual([true, false])
  })

  it('carry notes until they are answered, and count the statements of a Query', () => {
    const unanswered = createUnanswered<string>()
    unanswered.sent('Q', 'first')
    unanswered.sent('Q')
    expect(unanswered.noted).toBe(true)
    unanswered.received('C')
    expect(unanswered.answering).toMatchObject({ note: 'first', ended: 1 })
    unanswered.received('Z')
    expect(unanswered.noted).toBe(false)
    expect(unanswered.answering).toMatchObject({ note: undefined, ended: 0 })
  })

  it('are those after the rows, where rows are copied in: the backend passes over Sync until their end', () => {
    const unanswered = play('PBESS', '12G')
    unanswered.sent('c')
    unanswered.sent('S')
    unanswered.received('C')
    expect(unanswered.none).toBe(false)
    unanswered.received('Z')
    expect(unanswered.none).toBe(true)
  })
})
