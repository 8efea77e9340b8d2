import type { ClassificationNode, ProjectNodes } from './classification-nodes.js'
import { readColumn, type FieldColumn } from './field-columns.js'
import type { FieldDefinition } from './fields.js'
import type { FieldValue } from './field-value.js'
import type { Person } from './people.js'
import type { Project } from './projects.js'
import type { WorkItemColumns } from './work-item-columns.js'
import { createGeneratedItems } from './work-item-generated.js'
import type {
  ArtifactLinks,
  Presence,
  Revision,
  StreamEntry,
  WorkItemChange,
  WorkItemComment,
  WorkItemLink,
} from './work-item-history.js'
import { linkEnd } from './work-item-links.js'
import { placeFields } from './work-item-places.js'
import { writtenValue, type WorkItemRecord } from './work-item-record.js'
import { writeChange, writeRevision, type WriteContext } from './work-item-writes.js'

export { readColumn } from './field-columns.js'

/** The work items of an organization, addressed by index (0 to count - 1, in the order of their ids). */
export interface WorkItems {
  /** All there ever were: generated, created, deleted and destroyed ones. */
  readonly count: number
  /** Items 0 to generated - 1 came with the organization. */
  readonly generated: number
  /** The compact columns of the generated ones, as generated: for fast scans. */
  readonly columns: WorkItemColumns
  /** A column for each field that generated items can hold, as generated, by reference name in lower case. */
  readonly fieldColumns: ReadonlyMap<string, FieldColumn>
  /**
   * The present revision of every item that was created, written to, deleted or destroyed since. A scan takes these
   * from here (minding `presence`) and all others, which are below `generated`, from the columns.
   */
  readonly written: ReadonlyMap<number, Revision>
  idAt(index: number): number
  /** The index of an id, also of a deleted item; undefined for destroyed ones and those there never were. */
  indexOf(id: number): number | undefined
  presence(index: number): Presence
  /** The present value, by reference name in any case. */
  value(index: number, referenceName: string): FieldValue | undefined
  present(index: number): Revision
  /** A revision from 1 to the present one; undefined for any other number. */
  revision(index: number, rev: number): Revision | undefined
  /** The newest revision not later than a time (milliseconds); undefined before the item was there and while it was deleted. */
  asOf(index: number, time: number): Revision | undefined
  /** Present links in the order they were added: hierarchy, related, dependency, hyperlinks, artifacts. */
  linksOf(index: number): readonly WorkItemLink[]
  /** Every link there ever was on this item, in the order they were added. */
  linkHistoryOf(index: number): readonly WorkItemLink[]
  /** Oldest first; deleted ones included and marked. */
  commentsOf(index: number): readonly WorkItemComment[]
  /** Every version of a comment, oldest first; empty when the item has no such comment. */
  commentVersionsOf(index: number, id: number): readonly WorkItemComment[]
  /** Indexes of the items whose parent this is, ascending; those in the recycle bin left out. */
  childrenOf(index: number): number[]
  /**
   * How many revisions the generated items before this one have together; `generated` asks for all. The watermark of
   * a generated revision is this plus its rev, so that a stream over them can find its place by bisection.
   */
  revisionsBefore(index: number): number
  /** Changes since the start of the sandbox, oldest first: the tail of the reporting streams. */
  readonly stream: readonly StreamEntry[]

  // Writing. No rules here: those of the service are the endpoints'.
  /** `System.TeamProject`, `System.WorkItemType`, and area and iteration (path or id) must be among the fields. */
  create(change: WorkItemChange, by: Person, now: number): number
  /** Makes the next revision; a link changed here changes at its other end too. */
  update(index: number, change: WorkItemChange, by: Person, now: number): Revision
  /** Adds to the discussion, which makes a revision with System.History. */
  comment(index: number, text: string, format: 'html' | 'markdown', by: Person, now: number): WorkItemComment
  /** Edits or deletes a comment; throws RangeError when the item has none of that id. */
  editComment(
    index: number,
    id: number,
    change: { text?: string; deleted?: boolean },
    by: Person,
    now: number,
  ): WorkItemComment
  // An item that comes or goes makes a revision of those it is linked with, too.
  /** To the recycle bin. */
  remove(index: number, by: Person, now: number): void
  /** Back from the recycle bin. */
  restore(index: number, by: Person, now: number): void
  /** For good: no call finds it afterwards. */
  destroy(index: number, by: Person, now: number): void
  /** To be called after a project, an area or an iteration was renamed or moved: items show the new names at once. */
  namesChanged(): void
}

/** Every tenth id is missing, as in an organization where items have been deleted for good. */
const idsPerGap = 9

/** Id of a generated item. */
export function idAt(index: number): number {
  return index + 1 + Math.floor(index / idsPerGap)
}

/** Gives the work items their fields and takes their changes; what was generated is computed when read. */
export function createWorkItems(parts: {
  seed: number
  columns: WorkItemColumns
  fields: readonly FieldDefinition[]
  people: readonly Person[]
  projects: readonly Project[]
  nodes: readonly ProjectNodes[]
  artifactLinks: ArtifactLinks
}): WorkItems {
  const { columns, projects } = parts
  const { count: generated } = columns
  const lastGenerated = generated === 0 ? 0 : idAt(generated - 1)
  const ids = (index: number) => (index < generated ? idAt(index) : lastGenerated + 1 + index - generated)
  const origin = createGeneratedItems({ ...parts, idAt })
  const records = new Map<number, WorkItemRecord>()
  const written = new Map<number, Revision>()
  const stream: StreamEntry[] = []
  let count = generated

  /** Items of a project that was deleted are gone with it, and back when it is restored. */
  const presenceOf = (index: number): Presence => {
    const record = records.get(index)
    const project = record?.later.at(-1)?.place.project ?? projects[columns.project[index] as number]
    return project && project.state !== 'wellFormed' ? 'destroyed' : (record?.presence ?? 'present')
  }
  const isPresent = (index: number) => presenceOf(index) === 'present'
  const isSeen = (link: WorkItemLink) =>
    link.removedAt === undefined && (link.other === undefined || isPresent(link.other))

  const generatedLinks = (index: number): readonly WorkItemLink[] => {
    const links = origin.links.linksOf(index)
    const artifacts = parts.artifactLinks(index)
    return artifacts.length === 0 ? links : [...links, ...artifacts].sort((a, b) => a.addedAt - b.addedAt)
  }
  const linksOf = (index: number): readonly WorkItemLink[] => {
    const record = records.get(index)
    return record ? record.links.filter(isSeen) : generatedLinks(index)
  }

  const recordOf = (index: number): WorkItemRecord => {
    const known = records.get(index)
    if (known) return known
    const record: WorkItemRecord = {
      index,
      presence: 'present',
      generated: columns.rev[index] ?? 0,
      later: [],
      links: index < generated ? [...generatedLinks(index)] : [],
      comments: new Map(
        index < generated ? origin.commentsOf(index).map((comment) => [comment.id, [comment]]) : [],
      ),
    }
    records.set(index, record)
    if (index < generated) written.set(index, newest(record))
    return record
  }

  const ofRecord = (record: WorkItemRecord, rev: number): Revision | undefined => {
    if (rev <= record.generated) {
      const revision = origin.revision(record.index, rev)
      const next = record.later[0]
      if (rev < record.generated || !next) return revision
      const value = (name: string) => (name === 'system.reviseddate' ? next.at : revision.value(name))
      return { rev, value, comment: revision.comment }
    }
    const at = rev - record.generated - 1
    const revision = record.later[at]
    return (
      revision && {
        rev,
        value: (name) => writtenValue(revision, record.later[at + 1], name),
        comment: revision.comment,
        markdown: revision.markdown,
      }
    )
  }
  /** The newest revision, which shows a parent only while that can be seen. */
  const newest = (record: WorkItemRecord): Revision => {
    const rev = record.generated + record.later.length
    const revision = ofRecord(record, rev) as Revision
    const value = (name: string) => {
      if (name !== 'system.parent') return revision.value(name)
      const parent = record.links.find((link) => link.rel === linkEnd.parent && isSeen(link))
      return parent?.other === undefined ? undefined : ids(parent.other)
    }
    return { rev, value, comment: revision.comment, markdown: revision.markdown }
  }

  const context: WriteContext = {
    nodes: parts.nodes,
    idAt: ids,
    recordOf,
    isSeen,
    nextWatermark: () => origin.revisionsBefore(generated) + stream.length + 1,
    newestOf({ index, later, generated: rev }) {
      const last = later.at(-1)
      if (last) {
        const { at, place, fields, markdown } = last
        return { rev: last.rev, at, place, fields: new Map(fields), markdown }
      }
      if (rev === 0) return undefined
      const fields = new Map<string, FieldValue>()
      for (const [name, column] of origin.fields.columns) {
        const value =
          name in placeFields || name === 'system.reviseddate' ? undefined : readColumn(column, index)
        if (value !== undefined) fields.set(name, value)
      }
      const place = {
        project: projects[columns.project[index] as number] as Project,
        area: columns.areas[columns.area[index] as number] as ClassificationNode,
        iteration: columns.iterations[columns.iteration[index] as number] as ClassificationNode,
      }
      return { rev, at: columns.changed[index] as number, place, fields }
    },
    append(record, revision) {
      stream.push({ watermark: context.nextWatermark(), index: record.index, rev: revision.rev })
      record.later.push(revision)
      written.set(record.index, newest(record))
    },
  }

  const present = (index: number): Revision =>
    written.get(index) ?? origin.revision(index, columns.rev[index] as number)

  /** Items it is linked with show it no more, or again: each gets a revision that says so (unconfirmed). */
  const setPresence = (record: WorkItemRecord, presence: Presence, by: Person, now: number): void => {
    const wasSeen = record.presence === 'present'
    record.presence = presence
    if (wasSeen === (presence === 'present')) return
    const others = record.links.flatMap(({ other, removedAt }) =>
      removedAt === undefined ? (other ?? []) : [],
    )
    for (const other of new Set(others)) {
      const linked = recordOf(other)
      if (isPresent(other)) writeRevision(context, linked, {}, by, now)
    }
  }

  return {
    get count() {
      return count
    },
    generated,
    columns,
    fieldColumns: origin.fields.columns,
    written,
    stream,
    idAt: ids,
    indexOf(id) {
      if (!Number.isInteger(id) || id < 1) return undefined
      if (id <= lastGenerated && id % (idsPerGap + 1) === 0) return undefined
      const index =
        id <= lastGenerated ? id - 1 - Math.floor(id / (idsPerGap + 1)) : id - lastGenerated - 1 + generated
      return index < count && presenceOf(index) !== 'destroyed' ? index : undefined
    },
    presence: presenceOf,
    value(index, referenceName) {
      const name = referenceName.toLowerCase()
      const revision = written.get(index)
      return revision ? revision.value(name) : readColumn(origin.fields.columns.get(name), index)
    },
    present,
    revision(index, rev) {
      const record = records.get(index)
      const last = record ? record.generated + record.later.length : (columns.rev[index] ?? 0)
      if (!Number.isInteger(rev) || rev < 1 || rev > last) return undefined
      if (rev === last) return present(index)
      return record ? ofRecord(record, rev) : origin.revision(index, rev)
    },
    asOf(index, time) {
      const record = records.get(index)
      if (presenceOf(index) === 'destroyed') return undefined
      const last = record?.later.findLast(({ at }) => at <= time)
      if (record && last) {
        if (last.deleted) return undefined
        return last === record.later.at(-1) ? present(index) : ofRecord(record, last.rev)
      }
      const rev = index < generated ? origin.revAt(index, time) : 0
      if (rev === 0) return undefined
      return record ? ofRecord(record, rev) : origin.revision(index, rev)
    },
    linksOf,
    linkHistoryOf: (index) => records.get(index)?.links ?? generatedLinks(index),
    commentsOf(index) {
      const record = records.get(index)
      if (!record) return origin.commentsOf(index)
      return [...record.comments.values()].map((versions) => versions.at(-1) as WorkItemComment)
    },
    commentVersionsOf(index, id) {
      const record = records.get(index)
      return record
        ? (record.comments.get(id) ?? [])
        : origin.commentsOf(index).filter((one) => one.id === id)
    },
    childrenOf(index) {
      if (!records.has(index)) return origin.links.childrenOf(index)
      const children = linksOf(index).flatMap(({ rel, other }) =>
        rel === linkEnd.child ? [other as number] : [],
      )
      return children.sort((a, b) => a - b)
    },
    revisionsBefore: origin.revisionsBefore,

    create(change, by, now) {
      const index = count++
      try {
        writeChange(context, recordOf(index), change, by, now)
      } catch (error) {
        records.delete(index)
        count--
        throw error
      }
      return index
    },
    update(index, change, by, now) {
      writeChange(context, recordOf(index), change, by, now)
      return present(index)
    },
    comment(index, text, format, by, now) {
      const fields = new Map([['System.History', text]])
      const formats = new Map([['System.History', format]])
      return writeRevision(context, recordOf(index), { fields, formats }, by, now).comment as WorkItemComment
    },
    editComment(index, id, change, by, now) {
      const record = recordOf(index)
      const last = record.comments.get(id)?.at(-1)
      if (!last) throw new RangeError(`Work item ${ids(index)} has no comment ${id}.`)
      const modifiedAt = Math.max(now, last.modifiedAt + 1)
      const comment = { ...last, ...change, version: last.version + 1, modifiedBy: by, modifiedAt }
      return writeRevision(context, record, { comment }, by, now).comment as WorkItemComment
    },
    remove(index, by, now) {
      const record = recordOf(index)
      writeRevision(context, record, { deleted: true }, by, now)
      setPresence(record, 'deleted', by, now)
    },
    restore(index, by, now) {
      const record = recordOf(index)
      writeRevision(context, record, { deleted: false }, by, now)
      setPresence(record, 'present', by, now)
    },
    destroy(index, by, now) {
      setPresence(recordOf(index), 'destroyed', by, now)
    },
    namesChanged: origin.fields.namesChanged,
  }
}
