import type { Organization } from '../organization.js'
import type { WorkItemLink } from '../work-item-history.js'

/** A link between two items that came or went. */
export interface LinkChange {
  /** The item that has the link in this direction. */
  index: number
  link: WorkItemLink
  isActive: boolean
}

/** All changes of links since the start of the sandbox, oldest first; grows when it is read. */
export interface LinkLog {
  changes(): readonly LinkChange[]
}

/** Whether a link came with the organization: those are as old as the younger of their items. */
export function isGenerated(
  { items }: Organization,
  index: number,
  { other, addedAt }: WorkItemLink,
): boolean {
  const { columns, generated } = items
  if (index >= generated || other === undefined || other >= generated) return false
  return addedAt === Math.max(columns.created[index] as number, columns.created[other] as number)
}

/** Notes the changes as the items of the stream show them; each link is told once, from its younger item. */
export function createLinkLog(organization: Organization): LinkLog {
  const { items } = organization
  const log: LinkChange[] = []
  /** For each item whether its links (in the order they were added) are known to have come and gone. */
  const known = new Map<number, { came: boolean; went: boolean }[]>()
  let read = 0
  return {
    changes() {
      for (; read < items.stream.length; read++) {
        const { index } = items.stream[read] as (typeof items.stream)[number]
        let states = known.get(index)
        if (!states) known.set(index, (states = []))
        for (const [at, link] of items.linkHistoryOf(index).entries()) {
          if (link.other === undefined || link.other >= index) continue
          const state = (states[at] ??= { came: isGenerated(organization, index, link), went: false })
          if (!state.came) {
            state.came = true
            log.push({ index, link, isActive: true })
          }
          if (link.removedAt !== undefined && !state.went) {
            state.went = true
            log.push({ index, link, isActive: false })
          }
        }
      }
      return log
    },
  }
}
