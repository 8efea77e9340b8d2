import type { Person } from './people.js'
import { manyTeamsProject, type Project } from './projects.js'
import { guid, randomStream, streams } from './random.js'

export interface TeamMembership {
  person: Person
  isAdmin: boolean
}

export interface Team {
  id: string
  name: string
  description: string
  project: Project
  /** Changed through the directory (people/directory.ts) only, so that groups agree. */
  members: TeamMembership[]
}

const names = ['Platform & Tools', 'Équipe Mobile', "Bob's Builders", '支援チーム', 'Empty Team']

/** More than one page (100) of teams. */
const storeTeams = 115

/** The teams of every project; the first of each is its default team. */
export function createTeams(seed: number, projects: readonly Project[], people: readonly Person[]): Team[] {
  const teams: Team[] = []
  for (const project of projects) {
    const random = randomStream(seed, streams.team, project.index)
    const own = project.index < 3 ? names : names.filter(() => random() < 0.4)
    const all = [`${project.name} Team`, ...own]
    if (project.index === manyTeamsProject) {
      for (let store = 1; store <= storeTeams; store++) all.push(`Store ${String(store).padStart(3, '0')}`)
    }
    all.forEach((name, at) => {
      const share = name === 'Empty Team' ? 0 : at === 0 ? (project.index === 0 ? 1 : 0.2) : 0.06
      const chance = randomStream(seed, streams.members, project.index, at)
      const members = people
        .filter(() => chance() < share)
        .map((person, first) => ({ person, isAdmin: first === 0 }))
      const description =
        at === 0 ? 'The default project team.' : at % 2 === 0 ? '' : `Works on ${project.name}.`
      teams.push({ id: guid(seed, streams.team, project.index, at), name, description, project, members })
    })
  }
  return teams
}
