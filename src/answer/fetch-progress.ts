import type { FetchParts, ScanTrace } from '../fetch/fetch-parts.js'
import { countsOf, waitWords, type Counts } from './trace.js'

/** Hears how the reads of a statement go. */
export interface ProgressListener {
  /** Hears how far the reads have come; `soFar` tells what they have taken when it is called. */
  onProgress(text: string, soFar: () => Counts): void
  /** Hears that the service makes the statement wait, and how long, in words for people. */
  onWait?(words: string): void
}

/** The part of a fetch that tells how it goes; what its traces count is told together. */
export function fetchProgress({
  onProgress,
  onWait,
}: ProgressListener): Pick<FetchParts, 'onTrace' | 'onProgress' | 'onWait'> {
  const traces: ScanTrace[] = []
  const tell = (text: string): void => onProgress(text, () => countsOf(traces))
  return {
    onTrace: (trace) => void traces.push(trace),
    onProgress: tell,
    onWait(wait) {
      tell(waitWords(wait))
      onWait?.(waitWords(wait))
    },
  }
}
