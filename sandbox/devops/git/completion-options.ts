import type { CompletionOptions, MergeStrategy } from '../../data/git/pull-request.js'
import { invalidArgument } from './git-errors.js'

const strategies: readonly MergeStrategy[] = ['noFastForward', 'squash', 'rebase', 'rebaseMerge']

/** Numbers of the client's GitPullRequestMergeStrategy begin with 1. */
const firstNumber = 1

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
      strategyIn(mergeStrategy) ??
      (squashMerge === true ? 'squash' : (known?.mergeStrategy ?? 'noFastForward')),
    deleteSourceBranch: yes('deleteSourceBranch'),
    transitionWorkItems: yes('transitionWorkItems'),
    ...(message === undefined ? {} : { mergeCommitMessage: message }),
    ...(yes('bypassPolicy') ? { bypassPolicy: true } : {}),
    ...(reason === undefined ? {} : { bypassReason: reason }),
  }
}

function strategyIn(value: unknown): MergeStrategy | undefined {
  if (value === undefined || value === null) return undefined
  const found =
    typeof value === 'number'
      ? strategies[value - firstNumber]
      : strategies.find((strategy) => strategy.toLowerCase() === String(value).toLowerCase())
  if (!found) throw invalidArgument(`The merge strategy "${String(value)}" is not valid.`)
  return found
}
