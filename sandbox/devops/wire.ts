/**
 * What of a type of Microsoft's client is on the wire: every member optional, dates as texts, enumerations as their
 * words (the client turns both into its own when it reads).
 */
export type Wire<T> = T extends Date
  ? string
  : T extends number
    ? // A plain number and not an enumeration: the compiler takes any number for one of those.
      `${number}` extends `${T}`
      ? number
      : string
    : T extends string | boolean | null | undefined
      ? T
      : T extends readonly (infer Element)[]
        ? Wire<Element>[]
        : T extends object
          ? { [Key in keyof T]?: Wire<T[Key]> | null | undefined }
          : T
