import type { Person } from '../people.js'
import { pick, type Random } from '../random.js'

const topics = ['search', 'billing', 'sign-in', 'mobile', 'reports', 'größe', 'export', 'audit', 'api', 'ui']

/** Names with dots, `#`, `+`, quotes and letters beyond ASCII. */
const odd = [
  'bugfix/#{n}-größe',
  'feature/東京-{n}',
  'hotfix/a+b-{n}',
  "feature/won't-fix-{n}",
  'dev/v1.{n}',
  'wip/100%-{n}',
]

/** A short name of a branch for a piece of work, unique by its number. */
export function workBranch(random: Random, person: Person, number: number): string {
  const at = random()
  if (at < 0.2) return pick(random, odd).replace('{n}', String(number))
  const topic = pick(random, topics)
  if (at < 0.5) return `users/${person.uniqueName.split('@')[0]?.toLowerCase()}/${topic}-${number}`
  return `${at < 0.85 ? 'feature' : 'bugfix'}/${topic}-${number}`
}
