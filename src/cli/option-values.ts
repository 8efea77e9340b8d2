import { InvalidArgumentError } from 'commander'

/** A commander option parser for whole numbers from `least` to `most`. */
export function wholeNumber(least: number, most: number): (typed: string) => number {
  return (typed) => {
    const value = Number(typed)
    if (!/^\d+$/.test(typed.trim()) || value < least || value > most) {
      throw new InvalidArgumentError(`It must be a whole number from ${least} to ${most}.`)
    }
    return value
  }
}

/** A TCP port; 0 is any free one. */
export const portNumber = wholeNumber(0, 65535)
