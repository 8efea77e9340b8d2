/** More texts than this are too many to ask for. */
const mostVariants = 64

/**
 * Characters beyond ASCII whose small or capital letters are ASCII, by those letters (Unicode's UnicodeData.txt and
 * SpecialCasing.txt): the dotted I and the Kelvin sign; the dotless i, the long s, the sharp s and the ligatures.
 */
const foldings = {
  lower: { i: ['\u0130'], k: ['\u212a'] },
  upper: {
    I: ['\u0131'],
    S: ['\u017f'],
    SS: ['\u00df'],
    FF: ['\ufb00'],
    FI: ['\ufb01'],
    FL: ['\ufb02'],
    FFI: ['\ufb03'],
    FFL: ['\ufb04'],
    ST: ['\ufb05', '\ufb06'],
  },
} satisfies Record<'lower' | 'upper', Record<string, readonly string[]>>

/**
 * Texts such that whatever `lower` (or `upper`) turns into the value is one of them but for the case of ASCII letters.
 * Undefined when there is no such short list.
 */
export function caseVariants(value: string, fold: 'lower' | 'upper'): readonly string[] | undefined {
  if (!/^[ -~]*$/.test(value)) return undefined
  const table: Readonly<Record<string, readonly string[]>> = foldings[fold]
  const letters = fold === 'lower' ? value.toLowerCase() : value.toUpperCase()
  // Nothing is turned into a text that has letters of the other case.
  if (letters !== value) return []
  let from: (readonly string[])[] = []
  for (let at = value.length; at >= 0; at--) {
    if (at === value.length) {
      from = [['']]
      continue
    }
    const ways = [
      ...from[0]!.map((rest) => value.charAt(at) + rest),
      ...[1, 2, 3].flatMap((length) => {
        const rests = from[length - 1] ?? []
        const others = at + length <= value.length ? (table[value.slice(at, at + length)] ?? []) : []
        return others.flatMap((other) => rests.map((rest) => other + rest))
      }),
    ]
    if (ways.length > mostVariants) return undefined
    from = [ways, ...from]
  }
  return from[0]
}

/** Where to cut a value so that the pieces stand, but for the case of ASCII letters, in all that folds to it. */
export const unsureLetters = { lower: /[^ -~]|[iIkK]/u, upper: /[^ -~]|[iIsSfFlLtT]/u } as const
