import type { CompletionOptions, MergeStrategy } from '../../data/git/pull-request.js'
import { enumValue, type Words } from '../enum-value.js'

const strategies: Words<MergeStrategy> = { noFastForward: 1, squash: 2, rebase: 3, rebaseMerge: 4 }

/** The completion options of a body, with the service's defaults. */
export function completionOptionsIn(value: unknown, known?: CompletionOptions): CompletionOptions {
  const given = (value ?? {}) as Record<string, unknown>
  const { mergeStrategy, squashMerge, mergeCommitMessage, bypassReason } = given
  const text = (member: unknown) => (typeof member === 'string' ? member : undefined)
  const yes = (member: 'deleteSourceBranch' | 'transitionWorkItems' | 'bypassPolicy') =>
    given[member] === undefined ? (known?.[member] ?? false) : given[member] === true
  const message = text(mergeCommitMessage) ?? known?.mergeCommitMessage
  const reason = text(bypassReason) ?? known?.bypassReason
  return {
    mergeStrategy:
      enumValue(mergeStrategy, strategies, 'mergeStrategy') ??
      (squashMerge === true ? 'squash' : (known?.mergeStrategy ?? 'noFastForward')),
    deleteSourceBranch: yes('deleteSourceBranch'),
    transitionWorkItems: yes('transitionWorkItems'),
    ...(message === undefined ? {} : { mergeCommitMessage: message }),
    ...(yes('bypassPolicy') ? { bypassPolicy: true } : {}),
    ...(reason === undefined ? {} : { bypassReason: reason }),
  }
}
