import { areas } from './boards/areas.js'
import { iterations } from './boards/iterations.js'
import { workItemRevisions } from './boards/work-item-revisions.js'
import { workItemTypes } from './boards/work-item-types.js'
import { workItems } from './boards/work-items.js'
import { buildTimelineRecords } from './build/build-timeline-records.js'
import { builds } from './build/builds.js'
import { projects } from './core/projects.js'
import { teamMembers } from './core/team-members.js'
import { teams } from './core/teams.js'
import { customColumns } from './custom-columns.js'
import { branches } from './git/branches.js'
import { commits } from './git/commits.js'
import { pullRequestReviewers } from './git/pull-request-reviewers.js'
import { pullRequests } from './git/pull-requests.js'
import { repositories } from './git/repositories.js'
import { groupMemberships } from './graph/group-memberships.js'
import { groups } from './graph/groups.js'
import { users } from './graph/users.js'
import { pipelineRuns } from './pipelines/pipeline-runs.js'
import { pipelines } from './pipelines/pipelines.js'
import type { Source, TableDefinition } from './table-definition.js'
import { testRuns } from './test/test-runs.js'
import { wikiPages } from './wiki/wiki-pages.js'
import { wikis } from './wiki/wikis.js'

/** Every table, as defined: without the custom columns of an organization. Parents stand before their children. */
export const tables: readonly TableDefinition[] = [
  projects,
  teams,
  teamMembers,
  workItems,
  workItemRevisions,
  workItemTypes,
  areas,
  iterations,
  repositories,
  branches,
  commits,
  pullRequests,
  pullRequestReviewers,
  builds,
  buildTimelineRecords,
  pipelines,
  pipelineRuns,
  testRuns,
  users,
  groups,
  groupMemberships,
  wikis,
  wikiPages,
]

/** The tables of one organization: those that hold work items get a column for each custom field (`wit/fields`). */
export function tablesWith(fields: readonly unknown[]): readonly TableDefinition[] {
  return tables.map((table) => withCustomFields(table, fields))
}

/** One of them, by its name. */
export function tableWith(name: string, fields: readonly unknown[]): TableDefinition | undefined {
  const table = tables.find((one) => one.name === name)
  return table && withCustomFields(table, fields)
}

function withCustomFields(table: TableDefinition, fields: readonly unknown[]): TableDefinition {
  if (!table.customFields) return table
  const custom = customColumns(fields, Object.keys(table.columns))
  const grown = (source: Source): Source =>
    source.kind === 'work-items' ? { ...source, fields: { ...source.fields, ...custom.fields } } : source
  return Object.freeze({
    ...table,
    fieldEntries: fields,
    columns: { ...table.columns, ...custom.columns },
    sources: table.sources.map(grown),
  })
}
