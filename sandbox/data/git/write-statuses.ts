import { pick } from '../random.js'
import { lastDate } from '../work-item-columns.js'
import type { CommitStatus } from './repository-content.js'
import type { HistoryWriter } from './history-writer.js'

/** Pushes, counted from the last, whose newest commit tools have looked at. */
const lookedAt = 60
const states = ['succeeded', 'succeeded', 'succeeded', 'failed', 'error', 'pending']

/** Gives the last commits statuses: none, one, or two of which the second replaces the first. */
export function writeStatuses({ content, random, writers }: HistoryWriter): void {
  for (const { commits, date } of content.pushes.slice(-lookedAt)) {
    const [commit] = commits
    if (!commit || random() < 0.2) continue
    const createdBy = pick(random, writers)
    const made: CommitStatus[] = []
    for (let id = 1; id <= (random() < 0.3 ? 2 : 1); id++) {
      made.push({
        id,
        state: id === 1 && random() < 0.2 ? 'pending' : pick(random, states),
        ...(random() < 0.8 ? { description: 'Checked “größer” than before' } : {}),
        context: { name: 'lint', ...(random() < 0.8 ? { genre: 'continuous-integration' } : {}) },
        ...(random() < 0.7
          ? { targetUrl: `https://ci.fabrikam.example/${commit.id.slice(0, 8)}/${id}` }
          : {}),
        createdBy,
        createdAt: Math.min(lastDate, date + id * 90_000),
      })
    }
    content.statuses.set(commit.id, made)
  }
}
