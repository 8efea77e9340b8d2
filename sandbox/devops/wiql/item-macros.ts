import { dayMillis } from './dates.js'
import type { QueryScope } from './query-scope.js'
import { syntaxError } from './syntax-error.js'
import { createSnapshot, type Snapshot } from './snapshot.js'

/** How far back "recent" reaches (docs page "Query fields, operators, and macros": about 30 days). */
const recentMillis = 30 * dayMillis

/** Most items of @RecentProjectActivity (facts 5.2). */
const mostActivity = 5_000

const sets: Record<string, (scope: QueryScope, snapshot: Snapshot) => number[]> = {
  follows: followed,
  myrecentactivity: changedByMe,
  recentmentions: mentioningMe,
  recentprojectactivity: projectActivity,
}

/** The ids a macro on the ID field stands for; undefined when it is no such macro. `name` is in lower case. */
export function macroIds(scope: QueryScope, name: string): ReadonlySet<number> | undefined {
  const find = Object.hasOwn(sets, name) ? sets[name] : undefined
  if (!find) return undefined
  const { items } = scope.organization
  return new Set(find(scope, createSnapshot(scope)).map((index) => items.idAt(index)))
}

/** Nobody can follow or stop following an item of the sandbox: its rule is that people follow what they created. */
function followed(scope: QueryScope, snapshot: Snapshot): number[] {
  return snapshot.find().filter((index) => {
    const creator = snapshot.value('system.createdby', index)
    return typeof creator === 'object' && creator.id === scope.identity.id
  })
}

function changedAt(snapshot: Snapshot, index: number): number {
  return Number(snapshot.value('system.changeddate', index))
}

function recent(scope: QueryScope, snapshot: Snapshot): number[] {
  const from = scope.now - recentMillis
  return snapshot.find().filter((index) => changedAt(snapshot, index) >= from)
}

/** What the caller changed; what they only looked at, which the service counts too, leaves no trace in the sandbox. */
function changedByMe(scope: QueryScope, snapshot: Snapshot): number[] {
  const { items } = scope.organization
  return recent(scope, snapshot).filter((index) => {
    for (let { rev } = items.present(index); rev > 0; rev--) {
      const revision = items.revision(index, rev)
      if (Number(revision?.value('system.changeddate')) < scope.now - recentMillis) return false
      const person = revision?.value('system.changedby')
      if (typeof person === 'object' && person.id === scope.identity.id) return true
    }
    return false
  })
}

/** Mentions stand in comments as links that carry the person's id. */
function mentioningMe(scope: QueryScope, snapshot: Snapshot): number[] {
  const { items } = scope.organization
  const mention = new RegExp(`data-vss-mention="[^"]*${scope.identity.id}`, 'i')
  return recent(scope, snapshot).filter((index) =>
    items
      .commentsOf(index)
      .some(
        ({ deleted, createdAt, text }) =>
          !deleted && createdAt >= scope.now - recentMillis && mention.test(text),
      ),
  )
}

/** What of the project was changed last. */
function projectActivity(scope: QueryScope, snapshot: Snapshot): number[] {
  const { project } = scope
  // The service's own words for a missing project are unconfirmed; these follow VS402612.
  if (!project) {
    throw syntaxError(
      "VS402612: The macro '@RecentProjectActivity' is not supported without a project context.",
    )
  }
  return snapshot
    .find()
    .filter((index) => snapshot.value('system.teamproject', index) === project.name)
    .sort((a, b) => changedAt(snapshot, b) - changedAt(snapshot, a))
    .slice(0, mostActivity)
}
