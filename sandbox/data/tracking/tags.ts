import type { Organization } from '../organization.js'
import { guid, mix, streams } from '../random.js'

/** A tag of a project, in the spelling it was first used with. */
export interface Tag {
  id: string
  name: string
  /** Milliseconds since 1970: when an item last got or kept it. */
  lastUpdated: number
}

/** The tags of every project. */
export interface Tags {
  /** By name in lower case; those of items written since are there too. */
  of(project: number): ReadonlyMap<string, Tag>
  /** Gives a tag another name; its items are the caller's to change. */
  rename(project: number, tag: Tag, name: string, now: number): void
  remove(project: number, tag: Tag): void
}

/** Finds the tags in use by one pass over the items, and later only in what was written since. */
export function createTags(organization: Organization): Tags {
  const { items, projects, seed } = organization
  const { columns } = items
  const tags = new Map<number, Map<string, Tag>>()
  let read = 0

  const tagsOf = (project: number): Map<string, Tag> => {
    let found = tags.get(project)
    if (!found) tags.set(project, (found = new Map()))
    return found
  }
  const note = (project: number, name: string, time: number): void => {
    const all = tagsOf(project)
    const key = name.toLowerCase()
    const known = all.get(key)
    if (known) known.lastUpdated = Math.max(known.lastUpdated, time)
    else all.set(key, { id: guid(seed, streams.tag, project, hash(key)), name, lastUpdated: time })
  }
  for (let index = 0; index < items.generated; index++) {
    const names = columns.tagLists[columns.tags[index] as number] ?? []
    for (const name of names) note(columns.project[index] as number, name, columns.changed[index] as number)
  }

  return {
    of(project) {
      for (; read < items.stream.length; read++) {
        const { index, rev } = items.stream[read] as (typeof items.stream)[number]
        if (items.presence(index) === 'destroyed') continue
        const revision = items.revision(index, rev)
        const at = projects.find(({ name }) => name === revision?.value('system.teamproject'))
        const changed = Number(revision?.value('system.changeddate'))
        for (const name of splitTags(revision?.value('system.tags'))) if (at) note(at.index, name, changed)
      }
      return tagsOf(project)
    },
    rename(project, tag, name, now) {
      tagsOf(project).delete(tag.name.toLowerCase())
      tag.name = name
      tag.lastUpdated = now
      tagsOf(project).set(name.toLowerCase(), tag)
    },
    remove(project, tag) {
      read = items.stream.length
      tagsOf(project).delete(tag.name.toLowerCase())
    },
  }
}

/** The tags in a value of System.Tags, which is one text (facts 5.3). */
export function splitTags(value: unknown): string[] {
  if (typeof value !== 'string') return []
  return value
    .split(';')
    .map((name) => name.trim())
    .filter((name) => name !== '')
}

function hash(text: string): number {
  return mix(...Array.from(text, (letter) => letter.codePointAt(0) as number))
}
