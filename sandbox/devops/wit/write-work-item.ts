import type { FieldDefinition } from '../../data/fields.js'
import type { WorkItemTypeModel } from '../../data/processes.js'
import type { Project } from '../../data/projects.js'
import { createTags, splitTags } from '../../data/tracking/tags.js'
import { allTypes } from '../../data/tracking/type-categories.js'
import type { WorkItemChange } from '../../data/work-item-history.js'
import { trackingError } from '../devops-error.js'
import { findProject } from '../find-project.js'
import type { EndpointCall } from '../route.js'
import { applyPatch } from './apply-patch.js'
import { fieldNotFound } from './field-endpoints.js'
import type { PatchOperation } from './patch-document.js'
import { applyDefaults, applyStateChange } from './rules/consequences.js'
import { checkFields } from './rules/field-rules.js'
import { checkLinks } from './rules/links.js'
import { revisionDate } from './rules/revision-date.js'
import { ruleError } from './rules/rule-error.js'
import { stateNamed } from './rules/state-transitions.js'
import { settlePlace } from './rules/tree-paths.js'
import { draftValue, isChanged, type WorkItemDraft } from './work-item-draft.js'

/** Indexes of items that earlier requests of the same batch made, by the negative numbers they go by there. */
export type Placeholders = ReadonlyMap<number, number>

/** A new item of a type, before anything is written of it. */
export function newDraft(project: Project, type: WorkItemTypeModel, bypass: boolean): WorkItemDraft {
  return {
    id: -1,
    project,
    type,
    fields: new Map(),
    relations: [],
    presentLinks: [],
    formats: new Map(),
    bypass,
    violations: [],
  }
}

/** An item as it is, to be changed. */
export function draftOf(call: EndpointCall, index: number, bypass: boolean): WorkItemDraft {
  const { items } = call.organization
  const before = items.present(index)
  const project = findProject(call.organization, String(before.value('system.teamproject')))
  const type = typeNamed(project, String(before.value('system.workitemtype')))
  const presentLinks = items.linksOf(index)
  const relations = presentLinks.map((link) => {
    const { rel, other, url, attributes } = link
    return { link, rel, other, url, attributes }
  })
  return { ...newDraft(project, type, bypass), index, id: items.idAt(index), before, relations, presentLinks }
}

/** A type of a project by name or reference name; a 404 for others (code and key as reported). */
export function typeNamed(project: Project, name: string): WorkItemTypeModel {
  const wanted = name.toLowerCase()
  const type = allTypes(project.process).find(
    (one) => one.name.toLowerCase() === wanted || one.referenceName.toLowerCase() === wanted,
  )
  if (type) return type
  throw trackingError(
    404,
    'WorkItemTypeNotFoundException',
    `VS402323: Work item type ${name} does not exist in project ${project.id} or you do not have permission to access it.`,
  )
}

/** Applies a patch to a draft and completes it by the rules of its type; throws what the service would refuse it with. */
export function fillDraft(
  call: EndpointCall,
  draft: WorkItemDraft,
  operations: readonly PatchOperation[],
  placeholders: Placeholders,
): void {
  const { fields, people, items } = call.organization
  applyPatch(draft, operations, {
    organization: call.organization,
    people: people.includes(call.caller) ? people : [...people, call.caller],
    findItem(id) {
      const index = id < 0 ? placeholders.get(id) : items.indexOf(id)
      return index !== undefined && items.presence(index) === 'present' ? index : undefined
    },
  })
  if (draft.before) moveOrRetype(call, draft)
  else applyDefaults(draft)
  completeDraft(call, draft)
  refuseForeignFields(draft, fields)
  if (!draft.bypass) checkFields(draft, fields)
  if (draft.violations.length > 0) throw ruleError(draft.violations)
  checkLinks(items, draft)
}

/** Adds to a draft what follows from what it says. */
export function completeDraft(call: EndpointCall, draft: WorkItemDraft): void {
  const nodes = call.organization.nodes[draft.project.index]
  if (nodes) settlePlace(draft, nodes)
  const { time, by } = revisionDate(draft, call.caller, call.now)
  applyStateChange(draft, by, time)
  spellTags(call, draft)
}

/** The project and type are those the fields now say; a state the new type has not becomes its first (unconfirmed). */
function moveOrRetype(call: EndpointCall, draft: WorkItemDraft): void {
  const { fields, type: former } = draft
  const project = fields.get('System.TeamProject')
  if (fields.has('System.TeamProject')) {
    draft.project = findProject(call.organization, String(project))
    fields.set('System.TeamProject', draft.project.name)
  }
  draft.type = typeNamed(draft.project, String(fields.get('System.WorkItemType') ?? former.name))
  if (fields.has('System.WorkItemType')) fields.set('System.WorkItemType', draft.type.name)
  if (draft.type.name !== former.name && !stateNamed(draft.type, draftValue(draft, 'System.State')))
    fields.set('System.State', draft.type.states[0]?.name)
}

/** A tag a project knows keeps the spelling it was first used with there. */
function spellTags(call: EndpointCall, draft: WorkItemDraft): void {
  const text = draft.fields.get('System.Tags')
  if (typeof text !== 'string' || !isChanged(draft, 'System.Tags')) return
  const known = call.organization.part(createTags).of(draft.project.index)
  const spelled = splitTags(text).map((tag) => known.get(tag.toLowerCase())?.name ?? tag)
  draft.fields.set('System.Tags', spelled.join('; '))
}

/** A field other types have is refused as if there were none (unconfirmed). */
function refuseForeignFields({ fields, type }: WorkItemDraft, all: readonly FieldDefinition[]): void {
  for (const [name, value] of fields) {
    const own = type.fields.includes(name) || !all.some(({ referenceName }) => referenceName === name)
    if (value !== undefined && !own) throw fieldNotFound(name, 400)
  }
}

/** What a draft changes; undefined when that is nothing, which makes no revision. */
export function changeOf(draft: WorkItemDraft): WorkItemChange | undefined {
  const { before, presentLinks, relations } = draft
  const fields = [...draft.fields].filter(([name, value]) =>
    name === 'System.History' ? value !== undefined : !before || isChanged(draft, name),
  )
  const formats = [...draft.formats].filter(
    ([name, format]) => (format === 'markdown') !== (before?.markdown?.has(name.toLowerCase()) ?? false),
  )
  const isKept = (link: unknown) =>
    relations.some((relation) => relation.link === link && relation.attributes === relation.link?.attributes)
  const removeLinks = presentLinks.filter((link) => !isKept(link))
  const addLinks = relations.filter(({ link }) => !link || !isKept(link))
  const changes = fields.length + formats.length + removeLinks.length + addLinks.length
  if (before && changes === 0) return undefined
  return {
    fields: new Map(fields),
    formats: new Map(formats),
    removeLinks,
    addLinks: addLinks.map(({ rel, other, url, attributes }) => ({ rel, other, url, attributes })),
  }
}
