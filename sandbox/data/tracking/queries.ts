import { randomUUID } from 'node:crypto'
import type { Organization } from '../organization.js'
import type { Person } from '../people.js'
import type { Project } from '../projects.js'
import { below, guid, mix, pick, randomStream, streams } from '../random.js'
import { firstDate, lastDate, workers } from '../work-item-columns.js'
import { ownQueries, sharedQueries, type QueryModel } from './generated-queries.js'

/** A stored query or a folder of them. */
export interface StoredQuery {
  readonly id: string
  readonly project: Project
  name: string
  /** Absent for the two roots of a project. */
  parent?: StoredQuery
  /** Present for folders only. */
  readonly children?: StoredQuery[]
  wiql?: string
  readonly isPublic: boolean
  /** Absent for the root of the shared ones. */
  readonly createdBy?: Person
  /** Milliseconds since 1970, as all dates. */
  readonly createdDate: number
  modifiedBy: Person
  modifiedDate: number
  executedBy?: Person
  executedDate?: number
  isDeleted: boolean
}

/** The queries of all projects; those of one are made when first asked for. */
export interface Queries {
  /** "My Queries" of a person and "Shared Queries", in this order. */
  roots(project: Project, person: Person): readonly [mine: StoredQuery, shared: StoredQuery]
  /** One that a person may see, deleted or not, by its GUID. */
  byId(project: Project, person: Person, id: string): StoredQuery | undefined
  /** Makes one in a folder. */
  add(folder: StoredQuery, name: string, wiql: string | undefined, by: Person, now: number): StoredQuery
  /** Keeps a query text for a while, and gives the id it runs by. */
  addTemporary(wiql: string): string
  temporary(id: string): string | undefined
}

/** The tree every project starts with. */
export function createQueries(organization: Organization): Queries {
  const { seed, people } = organization
  const shared = new Map<Project, StoredQuery>()
  const own = new Map<Project, Map<string, StoredQuery>>()
  const ids = new Map<string, { query: StoredQuery; owner: string | undefined }>()
  const temporary = new Map<string, string>()

  const root = (project: Project, name: string, owner: Person | undefined, models: readonly QueryModel[]) => {
    const key = owner ? mix(...Buffer.from(owner.id)) : 0
    let serial = 0
    const grow = (model: QueryModel, parent: StoredQuery | undefined): StoredQuery => {
      const at = serial++
      const random = randomStream(seed, streams.query, project.index, key, at)
      const author = owner ?? pick(random, people.slice(0, workers))
      const createdDate = firstDate + below(random, lastDate - firstDate)
      const ran = random() < 0.5
      const query: StoredQuery = {
        id: guid(seed, streams.query, project.index, key, at),
        project,
        name: model.name,
        ...(parent ? { parent } : {}),
        ...('wiql' in model ? { wiql: model.wiql } : { children: [] }),
        isPublic: owner === undefined,
        ...(parent || owner ? { createdBy: author } : {}),
        createdDate,
        modifiedBy: author,
        modifiedDate: createdDate + below(random, lastDate - createdDate),
        ...('wiql' in model && ran ? { executedBy: author, executedDate: lastDate } : {}),
        isDeleted: false,
      }
      ids.set(query.id, { query, owner: owner?.id })
      if ('children' in model) for (const child of model.children) query.children?.push(grow(child, query))
      return query
    }
    return grow({ name, children: models }, undefined)
  }

  const roots: Queries['roots'] = (project, person) => {
    let all = shared.get(project)
    if (!all) shared.set(project, (all = root(project, 'Shared Queries', undefined, sharedQueries(project))))
    let byPerson = own.get(project)
    if (!byPerson) own.set(project, (byPerson = new Map()))
    let mine = byPerson.get(person.id)
    if (!mine) byPerson.set(person.id, (mine = root(project, 'My Queries', person, ownQueries)))
    return [mine, all]
  }

  return {
    roots,
    byId(project, person, id) {
      roots(project, person)
      const found = ids.get(id.toLowerCase())
      if (!found || found.query.project !== project) return undefined
      return found.owner === undefined || found.owner === person.id ? found.query : undefined
    },
    add(folder, name, wiql, by, now) {
      const query: StoredQuery = {
        id: randomUUID(),
        project: folder.project,
        name,
        parent: folder,
        ...(wiql === undefined ? { children: [] } : { wiql }),
        isPublic: folder.isPublic,
        createdBy: by,
        createdDate: now,
        modifiedBy: by,
        modifiedDate: now,
        isDeleted: false,
      }
      folder.children?.push(query)
      ids.set(query.id, { query, owner: folder.isPublic ? undefined : by.id })
      return query
    },
    addTemporary(wiql) {
      const id = randomUUID()
      temporary.set(id, wiql)
      return id
    },
    temporary: (id) => temporary.get(id.toLowerCase()),
  }
}

/** A query's place in the tree, as the service writes it. */
export function pathOf(query: StoredQuery): string {
  return query.parent ? `${pathOf(query.parent)}/${query.name}` : query.name
}
