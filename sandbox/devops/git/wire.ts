/**
 * Like `Wire` of ../wire.js, which takes every enumeration for a number: TypeScript lets any number be assigned to a
 * numeric enumeration, so only the texts of the two tell them apart.
 */
export type Wire<T> = T extends Date
  ? string
  : T extends number
    ? `${number}` extends `${T}`
      ? number
      : string
    : T extends string | boolean | null | undefined
      ? T
      : T extends readonly (infer Element)[]
        ? Wire<Element>[]
        : T extends object
          ? { [Key in keyof T]?: Wire<T[Key]> | null | undefined }
          : T
