/**
 * What of a type of Microsoft's client is on the wire: every member optional, dates as texts, enumerations as their
 * words. Unlike `Wire` it tells enumerations from numbers, also deep inside: a word fits no template of numbers but
 * that of all numbers.
 */
export type OnWire<T> = T extends Date
  ? string
  : T extends number
    ? `${number}` extends `${T}`
      ? number
      : string
    : T extends string | boolean | null | undefined
      ? T
      : T extends readonly (infer Element)[]
        ? OnWire<Element>[]
        : T extends object
          ? { [Key in keyof T]?: OnWire<T[Key]> | null | undefined }
          : T
