import type { Organization } from '../organization.js'
import type { Person } from '../people.js'
import { below, pick, randomStream, streams } from '../random.js'
import { workers } from '../work-item-columns.js'

/** What people can think of a comment (REST specification of wit, CommentReactionType). */
export const reactionTypes = ['like', 'dislike', 'heart', 'hooray', 'smile', 'confused'] as const

export type ReactionType = (typeof reactionTypes)[number]

/** Who reacted to comments. */
export interface CommentReactions {
  /** The people of each reaction that a comment has, by the comment's id; change the sets to change it. */
  of(comment: number): Map<ReactionType, Set<Person>>
}

/** One comment in four has some from the start. */
export function createCommentReactions({ seed, people }: Organization): CommentReactions {
  const changed = new Map<number, Map<ReactionType, Set<Person>>>()
  return {
    of(comment) {
      let reactions = changed.get(comment)
      if (!reactions) {
        reactions = new Map()
        const random = randomStream(seed, streams.reaction, comment)
        for (let left = random() < 0.25 ? 1 + below(random, 4) : 0; left > 0; left--) {
          const type = pick(random, reactionTypes)
          const who = reactions.get(type) ?? new Set()
          reactions.set(type, who.add(pick(random, people.slice(0, workers))))
        }
        changed.set(comment, reactions)
      }
      return reactions
    },
  }
}
