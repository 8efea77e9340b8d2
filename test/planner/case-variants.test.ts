import { describe, expect, it } from 'vitest'
import { caseVariants } from '../../src/planner/case-variants.js'

describe('texts that fold to one', () => {
  it('are the text itself, and those with letters that only look like ASCII in the other case', () => {
    expect(caseVariants('new', 'lower')).toEqual(['new'])
    expect(caseVariants('fix', 'lower')).toEqual(['fix', 'f\u0130x'])
    expect(caseVariants('FIT', 'upper')).toEqual(['FIT', 'F\u0131T', '\ufb01T'])
    expect(caseVariants('', 'lower')).toEqual([''])
  })

  it('are none where letters are of the other case, and unknown where there are too many or others than ASCII', () => {
    expect(caseVariants('New', 'lower')).toEqual([])
    expect(caseVariants('gr\u00f6\u00dfe', 'lower')).toBeUndefined()
    expect(caseVariants('i'.repeat(8), 'lower')).toBeUndefined()
  })

  it('fold to it', () => {
    for (const variant of caseVariants('OFFIST', 'upper')!) {
      const folded = variant.replace('\u0131', 'I').toUpperCase()
      expect(folded).toBe('OFFIST')
    }
  })
})
