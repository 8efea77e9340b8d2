import { randomUUID } from 'node:crypto'
import type { Organization } from '../organization.js'
import { guid, mix, streams } from '../random.js'
import type { Team } from '../teams.js'

/** Values that a team likes to start new items with. */
export interface ItemTemplate {
  readonly id: string
  readonly name: string
  readonly description: string
  readonly workItemTypeName: string
  /** Values by reference name, as texts. */
  readonly fields: Readonly<Record<string, string>>
}

/** The templates of every team, made when first asked for. */
export interface ItemTemplates {
  /** By id; change it to change them. */
  of(team: Team): Map<string, ItemTemplate>
  /** An id for a new one. */
  newId(): string
}

/** Most teams have some; a team without members has none. */
export function createItemTemplates(organization: Organization): ItemTemplates {
  const known = new Map<Team, Map<string, ItemTemplate>>()
  return {
    of(team) {
      let templates = known.get(team)
      if (!templates) {
        const models = team.members.length === 0 ? [] : firstTemplates(team)
        const key = mix(...Buffer.from(team.id))
        templates = new Map(
          models.map((model, at) => {
            const id = guid(organization.seed, streams.template, key, at)
            return [id, { id, ...model }]
          }),
        )
        known.set(team, templates)
      }
      return templates
    },
    newId: () => randomUUID(),
  }
}

function firstTemplates(team: Team): Omit<ItemTemplate, 'id'>[] {
  const { types } = team.project.process
  const requirement = types.find(({ level }) => level === 2)
  const bug = types.find(({ name }) => name === 'Bug')
  return [
    ...(requirement
      ? [
          {
            name: 'Größe "S" & klein #1',
            description: '',
            workItemTypeName: requirement.name,
            fields: { 'System.Tags': 'UX; größe', 'Microsoft.VSTS.Common.Priority': '2' },
          },
        ]
      : []),
    ...(bug
      ? [
          {
            name: 'Found by a customer',
            description: 'Say who, and on which page.',
            workItemTypeName: bug.name,
            fields: {
              'System.Tags': 'customer request',
              'Microsoft.VSTS.Common.Severity': '2 - High',
              'System.AreaPath': team.project.name,
            },
          },
        ]
      : []),
  ]
}
