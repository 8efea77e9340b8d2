import type { Project } from '../projects.js'

/** A folder or a query of the tree every project starts with. */
export type QueryModel = { name: string; wiql: string } | { name: string; children: readonly QueryModel[] }

const columns = 'SELECT [System.Id], [System.Title], [System.State]'
const inProject = '[System.TeamProject] = @project'

/** The shared queries of a project: every kind, names that need escaping, folders three deep, an empty one, and a query that is wrong. */
export function sharedQueries(project: Project): readonly QueryModel[] {
  const requirement = project.process.types.find(({ level }) => level === 2)?.name ?? 'Issue'
  const completed = project.process.types
    .flatMap(({ states }) => states)
    .find(({ category }) => category === 'Completed')?.name
  const source = `[Source].${inProject}`
  return [
    {
      name: 'All items',
      wiql: `${columns}, [System.WorkItemType], [System.Tags] FROM WorkItems WHERE ${inProject} ORDER BY [System.ChangedDate] DESC, [System.Id]`,
    },
    {
      name: 'R&D + Ops #1 (50% done)',
      wiql: `${columns} FROM WorkItems WHERE ${inProject} AND ([System.Tags] CONTAINS 'R&D' OR [System.Title] CONTAINS 'ö') AND [System.State] <> '${completed}'`,
    },
    {
      name: 'Current Sprint',
      children: [
        {
          name: 'Sprint backlog',
          wiql: `${columns}, [System.IterationPath] FROM WorkItems WHERE ${inProject} AND [System.IterationPath] = @currentIteration('[${project.name.replaceAll("'", "''")}]\\${project.name.replaceAll("'", "''")} Team') ORDER BY [Microsoft.VSTS.Common.Priority]`,
        },
        {
          name: 'Unfinished work',
          wiql: `${columns} FROM WorkItemLinks WHERE (${source} AND [Source].[System.WorkItemType] = '${requirement}' AND [Source].[System.State] <> '${completed}') AND ([System.Links.LinkType] = 'System.LinkTypes.Hierarchy-Forward') AND ([Target].[System.WorkItemType] = 'Task') MODE (Recursive)`,
        },
      ],
    },
    {
      name: 'Triage – 東京',
      children: [
        {
          name: 'Blocked & waiting (“later”)',
          wiql: `${columns} FROM WorkItemLinks WHERE (${source}) AND ([System.Links.LinkType] = 'System.LinkTypes.Dependency-Reverse') AND ([Target].[System.State] <> '${completed}') MODE (MustContain)`,
        },
        {
          name: 'Related to mine',
          wiql: `${columns} FROM WorkItemLinks WHERE (${source} AND [Source].[System.AssignedTo] = @me) AND ([System.Links.LinkType] IN ('System.LinkTypes.Related', 'System.LinkTypes.Dependency-Forward')) MODE (MayContain)`,
        },
        {
          name: 'Older',
          children: [
            {
              name: 'Untouched for a year',
              wiql: `${columns} FROM WorkItems WHERE ${inProject} AND [System.ChangedDate] < @today - 365`,
            },
          ],
        },
        { name: 'Wrong', wiql: `${columns} FROM WorkItems WHERE [Custom.NoLongerThere] = 'x'` },
      ],
    },
    { name: 'Empty', children: [] },
    ...(project.index === 0 ? [{ name: 'Reports', children: manyReports() }] : []),
  ]
}

/** More than one page of a search. */
function manyReports(): QueryModel[] {
  return Array.from({ length: 60 }, (_, at) => ({
    name: `Report ${String(at + 1).padStart(2, '0')}`,
    wiql: `${columns} FROM WorkItems WHERE ${inProject} AND [System.Id] >= ${at * 100} ORDER BY [System.Id]`,
  }))
}

/** What everyone has of their own. */
export const ownQueries: readonly QueryModel[] = [
  {
    name: 'Assigned to me',
    wiql: `${columns} FROM WorkItems WHERE ${inProject} AND [System.AssignedTo] = @me`,
  },
  {
    name: 'Drafts',
    children: [{ name: 'New Query 1', wiql: `${columns} FROM WorkItems WHERE ${inProject}` }],
  },
]
