/** Ids in ascending order, 4 bytes each: a read of a million items keeps them all in memory. */
export interface IdList {
  readonly size: number
  /** Takes ids above those taken so far, ascending. */
  add(ids: readonly number[]): void
  has(id: number): boolean
  /** All of them. */
  all(): number[]
}

export function createIdList(): IdList {
  const pages: Int32Array[] = []
  let size = 0
  return {
    get size() {
      return size
    },
    add(ids) {
      if (ids.length > 0) pages.push(Int32Array.from(ids))
      size += ids.length
    },
    has(id) {
      const page = pages[firstWhere(pages.length, (at) => pages[at]!.at(-1)! >= id)]
      return page !== undefined && page[firstWhere(page.length, (at) => page[at]! >= id)] === id
    },
    all: () => pages.flatMap((page) => [...page]),
  }
}

/** The first of `count` positions at which a condition holds that holds at all later ones too; `count` when at none. */
function firstWhere(count: number, holds: (at: number) => boolean): number {
  let [low, high] = [0, count]
  while (low < high) {
    const middle = (low + high) >> 1
    if (holds(middle)) high = middle
    else low = middle + 1
  }
  return low
}
