import {
  elementScroll,
  observeElementOffset,
  observeElementRect,
  Virtualizer,
  type VirtualItem,
} from '@tanstack/virtual-core'
import { untrack } from 'svelte'

/** Rows or columns of a scrolled element. Read anew whenever something in it changes. */
export interface AxisOptions {
  readonly element: HTMLElement | undefined
  readonly count: number
  /** Size of each, px. */
  readonly size: (index: number) => number
  readonly horizontal?: boolean
  /** Beyond what is seen, on both sides. */
  readonly overscan: number
  /** Taken by what sticks before the first, px. */
  readonly covered: number
}

/** What of an axis is in the page. */
export interface VirtualAxis {
  readonly items: readonly VirtualItem[]
  /** All of it, px. */
  readonly total: number
  /** Scrolls as far as needed to see one. */
  reveal(index: number): void
}

/** Keeps only those rows or columns in the page that are seen. Call it while a component is made. */
export function virtualAxis(read: () => AxisOptions): VirtualAxis {
  let changes = $state(0)
  const virtualizer = new Virtualizer<HTMLElement, HTMLElement>(optionsOf(untrack(read)))
  $effect(() => virtualizer._didMount())
  const changed = (): void => untrack(() => void changes++)
  $effect(() => {
    const options = optionsOf(read())
    untrack(() => {
      virtualizer.setOptions(options)
      virtualizer._willUpdate()
      virtualizer.measure()
    })
    changed()
  })
  return {
    get items() {
      void changes
      return virtualizer.getVirtualItems()
    },
    get total() {
      void changes
      return virtualizer.getTotalSize()
    },
    reveal: (index) => virtualizer.scrollToIndex(index, { align: 'auto' }),
  }

  function optionsOf({ element, count, size, horizontal = false, overscan, covered }: AxisOptions) {
    return {
      count,
      horizontal,
      overscan,
      estimateSize: size,
      getScrollElement: () => element ?? null,
      scrollPaddingEnd: covered,
      scrollToFn: elementScroll,
      observeElementRect,
      observeElementOffset,
      onChange: () => changed(),
    }
  }
}
