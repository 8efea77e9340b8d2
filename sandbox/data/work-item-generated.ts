import { createFieldColumns, type GeneratedFields } from './field-columns.js'
import type { FieldDefinition } from './fields.js'
import type { Person } from './people.js'
import type { Project } from './projects.js'
import type { WorkItemColumns } from './work-item-columns.js'
import type { Revision, WorkItemComment } from './work-item-history.js'
import { createLinks, type GeneratedLinks } from './work-item-links.js'
import { createPast } from './work-item-past.js'

/** The items an organization came with: all they ever were, computed when read. */
export interface GeneratedItems {
  columns: WorkItemColumns
  fields: GeneratedFields
  links: GeneratedLinks
  /** See WorkItems.revisionsBefore. */
  revisionsBefore(index: number): number
  /** `rev` lies from 1 to the newest one. */
  revision(index: number, rev: number): Revision
  /** The newest revision not later than a time; 0 before the first. */
  revAt(index: number, time: number): number
  commentsOf(index: number): WorkItemComment[]
}

export function createGeneratedItems(parts: {
  seed: number
  columns: WorkItemColumns
  fields: readonly FieldDefinition[]
  people: readonly Person[]
  projects: readonly Project[]
  idAt(index: number): number
}): GeneratedItems {
  const { seed, columns, people } = parts
  const past = createPast(seed, columns, people)
  const before = new Uint32Array(columns.count + 1)
  for (let index = 0; index < columns.count; index++) {
    before[index + 1] = (before[index] as number) + (columns.rev[index] as number)
  }
  const revisionsBefore = (index: number) => before[index] as number
  const fields = createFieldColumns({ ...parts, past, revisionsBefore })
  const { valueAt } = fields

  const comment = (index: number, rev: number): WorkItemComment => {
    const [person, time] = [past.changerOf(index, rev), past.dateOf(index, rev)]
    return {
      id: revisionsBefore(index) + rev,
      createdInRevision: rev,
      version: 1,
      text: past.commentText(index, rev),
      format: 'html',
      createdBy: person,
      createdAt: time,
      modifiedBy: person,
      modifiedAt: time,
      deleted: false,
    }
  }

  return {
    columns,
    fields,
    links: createLinks(seed, columns, people),
    revisionsBefore,
    revision: (index, rev) => ({
      rev,
      value: (referenceName) => valueAt(index, rev, referenceName),
      get comment() {
        return past.commentRevisions(index).includes(rev) ? comment(index, rev) : undefined
      },
    }),
    revAt(index, time) {
      let rev = columns.rev[index] as number
      while (rev > 0 && past.dateOf(index, rev) > time) rev--
      return rev
    },
    commentsOf: (index) => past.commentRevisions(index).map((rev) => comment(index, rev)),
  }
}
