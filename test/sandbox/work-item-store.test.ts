import { describe, expect, test } from 'vitest'
import type { FieldValue } from '../../sandbox/data/field-value.js'
import { createOrganization } from '../../sandbox/data/create-organization.js'
import type { Organization } from '../../sandbox/data/organization.js'

const options = { seed: 11, projects: 4, workItems: 700 }
const now = Date.UTC(2026, 8, 1)
const parentEnd = 'System.LinkTypes.Hierarchy-Reverse'
const childEnd = 'System.LinkTypes.Hierarchy-Forward'

function indexes({ items }: Organization): number[] {
  return Array.from({ length: items.generated }, (_, index) => index)
}

/** Values of a field over all revisions, oldest first. */
function course({ items }: Organization, index: number, name: string): (FieldValue | undefined)[] {
  const revisions = Number(items.value(index, 'System.Rev'))
  return Array.from({ length: revisions }, (_, at) => items.revision(index, at + 1)?.value(name))
}

describe('the history of generated work items', () => {
  const organization = createOrganization(options)
  const { items } = organization

  test('is the same for the same seed, in whatever order it is read', () => {
    const other = createOrganization(options)
    for (const index of indexes(organization).reverse()) {
      expect(course(other, index, 'system.title')).toEqual(course(organization, index, 'system.title'))
      expect(other.items.linksOf(index).length).toBe(items.linksOf(index).length)
    }
  })

  test('has revisions 1 to the present one, and no others', () => {
    for (const index of indexes(organization)) {
      const rev = Number(items.value(index, 'System.Rev'))
      expect(items.present(index).rev).toBe(rev)
      expect(course(organization, index, 'system.rev')).toEqual(
        Array.from({ length: rev }, (_, at) => at + 1),
      )
      for (const none of [0, -1, 1.5, rev + 1]) expect(items.revision(index, none)).toBeUndefined()
    }
  })

  test('goes on in time from the created to the changed date; each revision ends where the next begins', () => {
    for (const index of indexes(organization)) {
      const dates = course(organization, index, 'system.changeddate') as number[]
      expect(dates[0]).toBe(items.value(index, 'System.CreatedDate'))
      expect(dates.at(-1)).toBe(items.value(index, 'System.ChangedDate'))
      for (const [at, date] of dates.slice(1).entries()) expect(date).toBeGreaterThan(dates[at] as number)
      expect(course(organization, index, 'system.reviseddate')).toEqual([
        ...dates.slice(1),
        Date.UTC(9999, 0, 1),
      ])
      expect(course(organization, index, 'system.authorizeddate')).toEqual(dates)
    }
  })

  test('numbers all revisions by a watermark, item after item', () => {
    const marks = indexes(organization).flatMap((index) => course(organization, index, 'system.watermark'))
    expect(marks).toEqual(Array.from({ length: items.revisionsBefore(items.generated) }, (_, at) => at + 1))
  })

  test('goes through the states of its type in their order, with the dates and people of the moves', () => {
    const seen = new Set<string>()
    for (const index of indexes(organization)) {
      const type = items.columns.types[items.columns.type[index] as number]!
      const states = course(organization, index, 'system.state') as string[]
      const places = states.map((name) => type.states.findIndex((state) => state.name === name))
      expect(places[0]).toBe(0)
      expect(places).toEqual(places.toSorted((a, b) => a - b))
      expect(states.at(-1)).toBe(items.value(index, 'System.State'))
      const first = (...categories: string[]) =>
        places.findIndex((place) => categories.includes(type.states[place]!.category))
      const dates = course(organization, index, 'system.changeddate')
      const people = course(organization, index, 'system.changedby')
      const common = 'Microsoft.VSTS.Common.'
      expect(items.value(index, `${common}StateChangeDate`)).toBe(dates[states.indexOf(states.at(-1)!)])
      const activated = first('InProgress', 'Resolved', 'Completed')
      expect(items.value(index, `${common}ActivatedDate`)).toBe(dates[activated])
      expect(items.value(index, `${common}ActivatedBy`)).toBe(people[activated])
      const closed = first('Completed')
      expect(items.value(index, `${common}ClosedDate`)).toBe(dates[closed])
      expect(items.value(index, `${common}ClosedBy`)).toBe(people[closed])
      if (type.fields.includes(`${common}ResolvedDate`)) {
        expect(items.value(index, `${common}ResolvedDate`)).toBe(dates[first('Resolved', 'Completed')])
        seen.add('resolved')
      }
      const reason = course(organization, index, 'system.reason')
      expect(reason).toEqual(places.map((place) => type.states[place]!.reason))
      if (closed > 0) {
        seen.add('closed')
        expect(items.revision(index, closed)?.value('microsoft.vsts.common.closeddate')).toBeUndefined()
      }
    }
    expect([...seen].sort()).toEqual(['closed', 'resolved'])
  })

  test('has revisions that assign, retitle, move, tag, prioritize, reword and work, each doing one such thing', () => {
    const watched = {
      'system.state': 'state',
      'system.assignedto': 'assignee',
      'system.title': 'title',
      'system.iterationpath': 'iteration',
      'system.areapath': 'area',
      'system.tags': 'tags',
      'microsoft.vsts.common.priority': 'priority',
      'system.description': 'description',
      'microsoft.vsts.scheduling.remainingwork': 'work',
      'system.commentcount': 'discussion',
    }
    const seen = new Set<string>()
    for (const index of indexes(organization)) {
      const courses = Object.entries(watched).map(
        ([name, what]) => [what, course(organization, index, name)] as const,
      )
      const revisions = courses[0]?.[1].length as number
      for (let at = 1; at < revisions; at++) {
        const changed = courses.filter(([, values]) => values[at] !== values[at - 1]).map(([what]) => what)
        // Closing an item also ends its work.
        const alone = changed.filter((what) => what !== 'work' || !changed.includes('state'))
        expect(alone, `item ${items.idAt(index)}, revision ${at + 1}`).toHaveLength(1)
        seen.add(alone[0] as string)
      }
    }
    expect([...seen].sort()).toEqual(Object.values(watched).sort())
  })

  test('has as many comments as it counts; each is the history text of its revision', () => {
    const ids: number[] = []
    for (const index of indexes(organization)) {
      const comments = items.commentsOf(index)
      expect(comments).toHaveLength(Number(items.value(index, 'System.CommentCount')))
      const said = course(organization, index, 'system.history')
      expect(comments.map(({ text }) => text)).toEqual(said.filter((text) => text !== undefined))
      for (const comment of comments) {
        const revision = items.revision(index, comment.createdInRevision)!
        expect(revision.comment).toEqual(comment)
        expect(revision.value('system.history')).toBe(comment.text)
        expect(revision.value('system.changeddate')).toBe(comment.createdAt)
        expect(revision.value('system.changedby')).toBe(comment.createdBy)
        expect(items.commentVersionsOf(index, comment.id)).toEqual([comment])
        ids.push(comment.id)
      }
    }
    expect(ids.length).toBeGreaterThan(500)
    expect(new Set(ids).size).toBe(ids.length)
  })

  test('gives at any time the revision of then', () => {
    for (const index of indexes(organization).slice(0, 100)) {
      const dates = course(organization, index, 'system.changeddate') as number[]
      expect(items.asOf(index, dates[0]! - 1)).toBeUndefined()
      for (const [at, date] of dates.entries()) {
        expect(items.asOf(index, date)?.rev).toBe(at + 1)
        if (at > 0) expect(items.asOf(index, date - 1)?.rev).toBe(at)
      }
      expect(items.asOf(index, now)?.rev).toBe(dates.length)
    }
  })

  test('has links of every kind, the same at both ends, and a parent that agrees with its field', () => {
    const opposite: Record<string, string> = {
      [parentEnd]: childEnd,
      [childEnd]: parentEnd,
      'System.LinkTypes.Related': 'System.LinkTypes.Related',
      'System.LinkTypes.Dependency-Forward': 'System.LinkTypes.Dependency-Reverse',
      'System.LinkTypes.Dependency-Reverse': 'System.LinkTypes.Dependency-Forward',
    }
    const kinds = new Set<string>()
    for (const index of indexes(organization)) {
      const links = items.linksOf(index)
      expect(items.linkHistoryOf(index)).toEqual(links)
      const parents = links.filter(({ rel }) => rel === parentEnd).map(({ other }) => items.idAt(other!))
      expect(parents).toEqual([items.value(index, 'System.Parent')].filter((id) => id !== undefined))
      const children = links.filter(({ rel }) => rel === childEnd).map(({ other }) => other)
      expect(children).toEqual(items.childrenOf(index))
      for (const link of links) {
        kinds.add(link.rel)
        if (link.other === undefined) {
          expect(link.url).toMatch(link.rel === 'ArtifactLink' ? /^vstfs:/ : /^https:/)
          continue
        }
        expect(link.other).not.toBe(index)
        const back = items
          .linksOf(link.other)
          .filter(({ rel, other }) => other === index && rel === opposite[link.rel])
        expect(back).toHaveLength(1)
        expect(back[0]).toMatchObject({ addedAt: link.addedAt, addedBy: link.addedBy })
      }
      expect(links.map(({ addedAt }) => addedAt)).toEqual(
        links.map(({ addedAt }) => addedAt).sort((a, b) => a - b),
      )
    }
    expect([...kinds].sort()).toEqual(['ArtifactLink', ...Object.keys(opposite), 'Hyperlink'].sort())
  })
})
