import type { ClassificationNode } from './classification-nodes.js'
import type { StateModel, WorkItemTypeModel } from './processes.js'

/** All dates lie between these two: fixed, so that a seed gives the same data on every day. */
export const firstDate = Date.UTC(2021, 0, 11, 8)
export const lastDate = Date.UTC(2026, 5, 30, 16)

/** A code for "no value" in columns of people, beyond those of the people there are. */
export const nobody = 0xff
/** People who are given work; the others only appear in teams. */
export const workers = 40

/** Tags of every project. */
export const tagPool = [
  'UX',
  'bug bash',
  'customer request',
  'R&D',
  'größe',
  '東京',
  'v1.0',
  "won't fix",
  'API',
  'api-docs',
]

/** What queries filter on, one entry a work item, in the order of their ids. Codes point into the lists below. */
export interface WorkItemColumns {
  count: number
  project: Uint16Array
  type: Uint8Array
  state: Uint8Array
  area: Uint32Array
  iteration: Uint32Array
  assignedTo: Uint16Array
  createdBy: Uint16Array
  changedBy: Uint16Array
  /** Milliseconds since 1970: dates of the first, the newest and the last state's revision. */
  created: Float64Array
  changed: Float64Array
  stateChange: Float64Array
  /** 0 is no priority. */
  priority: Uint8Array
  tags: Uint16Array
  rev: Uint16Array
  comments: Uint8Array
  /** Index of the parent, -1 for none; a parent comes before its children. */
  parent: Int32Array
  types: readonly WorkItemTypeModel[]
  states: readonly { type: WorkItemTypeModel; state: StateModel }[]
  areas: readonly ClassificationNode[]
  iterations: readonly ClassificationNode[]
  /** Codes of the areas and iterations of each project, by its index. */
  areasOf: readonly (readonly number[])[]
  iterationsOf: readonly (readonly number[])[]
  tagLists: readonly (readonly string[])[]
}
