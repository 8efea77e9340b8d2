import type { FieldValue } from './field-value.js'
import type { Person } from './people.js'
import type { StateModel } from './processes.js'
import { below, mix, randomStream, streams, type Random } from './random.js'
import { commentText, longText, titleText } from './texts.js'
import { nobody, tagPool, workers, type WorkItemColumns } from './work-item-columns.js'
import { dateOfRevision, deed, drawDeeds, statePath } from './work-item-deeds.js'

/** The life of generated items, made on demand from the seed and the index of an item alone. */
export interface Past {
  /** Milliseconds since 1970. */
  dateOf(index: number, rev: number): number
  changerOf(index: number, rev: number): Person
  /** The revisions in which something was said, oldest first. */
  commentRevisions(index: number): readonly number[]
  /** What was said in such a revision. */
  commentText(index: number, rev: number): string
  /** The state after a revision. */
  stateOf(index: number, rev: number): StateModel
  /** The newest revision up to `rev` in which the item came into the first state of its way that fits, if it did. */
  cameInto(index: number, rev: number, fits: (state: StateModel) => boolean): number | undefined
  /** Codes as in the columns; `nobody` for nobody. */
  assigneeOf(index: number, rev: number): number
  areaOf(index: number, rev: number): number
  iterationOf(index: number, rev: number): number
  tagsOf(index: number, rev: number): readonly string[]
  /** 0 is no priority. */
  priorityOf(index: number, rev: number): number
  titleOf(index: number, rev: number): string
  /** Of fields the columns do not hold: what they were, given what they are. */
  descriptionOf(index: number, rev: number, present: FieldValue | undefined): FieldValue | undefined
  remainingWorkOf(index: number, rev: number, present: FieldValue | undefined): FieldValue | undefined
}

interface Life {
  index: number
  /** By rev - 1 (see work-item-deeds.ts). */
  deeds: Uint8Array
  moves: readonly number[]
  comments: readonly number[]
  path: readonly number[]
}

const remainingWork = 'Microsoft.VSTS.Scheduling.RemainingWork'

/** Lives kept for the next question about the same item. */
const kept = 1024

export function createPast(seed: number, columns: WorkItemColumns, people: readonly Person[]): Past {
  const firstState = columns.types.map((type) => columns.states.findIndex((entry) => entry.type === type))
  const hasRemainingWork = columns.types.map((type) => type.fields.includes(remainingWork))
  const lives = new Array<Life | undefined>(kept)

  const lifeOf = (index: number): Life => {
    const known = lives[index % kept]
    if (known?.index === index) return known
    const type = columns.type[index] as number
    const states = columns.types[type]?.states ?? []
    const path = statePath(states, (columns.state[index] as number) - (firstState[type] as number))
    const deeds = new Uint8Array(columns.rev[index] as number)
    drawDeeds(seed, columns, index, path.length - 1, deeds)
    if (!hasRemainingWork[type]) {
      for (let at = 1; at < deeds.length; at++) if (deeds[at] === deed.worked) deeds[at] = deed.reworded
    }
    const [moves, comments]: [number[], number[]] = [[], []]
    for (let at = 1; at < deeds.length; at++) {
      if (deeds[at] === deed.moved) moves.push(at + 1)
      else if (deeds[at] === deed.commented) comments.push(at + 1)
    }
    const life = { index, deeds, moves, comments, path }
    lives[index % kept] = life
    return life
  }

  /** Goes back from the present value over the edits after `rev`; each draws what was there before it. */
  const goBack = <T>(
    index: number,
    rev: number,
    wanted: number | ((edit: number, done: number) => boolean),
    present: T,
    before: (random: Random, after: T) => T,
  ): T => {
    const { deeds } = lifeOf(index)
    let value = present
    for (let edit = deeds.length; edit > rev; edit--) {
      const done = deeds[edit - 1] as number
      if (typeof wanted === 'number' ? done === wanted : wanted(edit, done)) {
        value = before(randomStream(seed, streams.earlier, index, edit), value)
      }
    }
    return value
  }

  const past: Past = {
    dateOf: (index, rev) => dateOfRevision(seed, columns, index, rev),
    changerOf(index, rev) {
      const code =
        rev === columns.rev[index]
          ? (columns.changedBy[index] as number)
          : rev === 1
            ? (columns.createdBy[index] as number)
            : mix(seed, streams.past, index, rev, 1) % workers
      return people[code] as Person
    },
    commentRevisions: (index) => lifeOf(index).comments,
    commentText: (index, rev) => commentText(randomStream(seed, streams.comment, index, rev)),
    stateOf(index, rev) {
      const { moves, path } = lifeOf(index)
      let at = 0
      while (at < moves.length && (moves[at] as number) <= rev) at++
      return stateAt(columns, index, path[at] as number)
    },
    cameInto(index, rev, fits) {
      const { moves, path } = lifeOf(index)
      const at = path.findIndex((place) => fits(stateAt(columns, index, place)))
      const came = at <= 0 ? (at === 0 ? 1 : undefined) : moves[at - 1]
      return came !== undefined && came <= rev ? came : undefined
    },
    assigneeOf: (index, rev) =>
      goBack(index, rev, deed.reassigned, columns.assignedTo[index] as number, (random, after) => {
        if (after !== nobody && random() < 0.4) return nobody
        return after === nobody ? below(random, workers) : (after + 1 + below(random, workers - 1)) % workers
      }),
    areaOf: (index, rev) =>
      goBack(index, rev, deed.rearranged, columns.area[index] as number, (random, after) =>
        another(random, columns.areasOf[columns.project[index] as number] as number[], after),
      ),
    iterationOf: (index, rev) =>
      goBack(index, rev, deed.replanned, columns.iteration[index] as number, (random, after) =>
        another(random, columns.iterationsOf[columns.project[index] as number] as number[], after),
      ),
    tagsOf: (index, rev) =>
      goBack<readonly string[]>(
        index,
        rev,
        deed.retagged,
        columns.tagLists[columns.tags[index] as number] as readonly string[],
        (random, after) =>
          after.length === 0 ? [tagPool[below(random, tagPool.length)] as string] : after.slice(0, -1),
      ),
    priorityOf: (index, rev) =>
      goBack(
        index,
        rev,
        deed.reprioritized,
        columns.priority[index] as number,
        (random, after) => 1 + ((Math.max(after, 1) + below(random, 3)) % 4),
      ),
    titleOf: (index, rev) =>
      goBack(
        index,
        rev,
        deed.retitled,
        titleText(randomStream(seed, streams.field, index, 1)),
        (random, after) => {
          const title = titleText(random)
          return title === after ? 'Untitled' : title
        },
      ),
    descriptionOf: (index, rev, present) =>
      goBack(index, rev, deed.reworded, present, (random, after) => {
        const text = longText(random)
        return after !== undefined && (random() < 0.5 || text === after) ? undefined : text
      }),
    remainingWorkOf(index, rev, present) {
      const closing = past.cameInto(index, Infinity, ({ category }) => category === 'Completed')
      const worked = (edit: number, done: number) => done === deed.worked || edit === closing
      return goBack(index, rev, worked, present, (random, after) => {
        const hours = 0.5 * (1 + below(random, 8))
        return typeof after === 'number' ? after + hours : hours
      })
    },
  }
  return past
}

function stateAt(columns: WorkItemColumns, index: number, place: number): StateModel {
  return columns.types[columns.type[index] as number]?.states[place] as StateModel
}

/** Another one of the list, when it has others. */
function another(random: Random, codes: readonly number[], code: number): number {
  const at = codes.indexOf(code)
  return codes[(at + 1 + below(random, Math.max(1, codes.length - 1))) % codes.length] as number
}
