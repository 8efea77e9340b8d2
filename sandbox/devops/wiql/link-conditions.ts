import { relationTypes } from '../../data/tracking/relation-type.js'
import { queryField, type QueryScope } from './query-scope.js'
import type { Condition, FieldName, FieldTest } from './syntax.js'
import { syntaxError } from './syntax-error.js'

/** The three parts of a link query's WHERE; a part that is absent holds for everything. */
interface LinkConditions {
  source?: Condition
  target?: Condition
  /** Of tests on System.Links.LinkType. */
  links?: Condition
}

type Part = keyof LinkConditions

/** Sorts the parts of a WHERE, which AND must join, by what they speak of. Throws for a part that speaks of several. */
export function splitLinkConditions(where: Condition | undefined): LinkConditions {
  const parts: Record<Part, Condition[]> = { source: [], target: [], links: [] }
  for (const part of where ? conjuncts(where) : []) {
    const of = [...new Set(namesIn(part).map(partOf))]
    if (of.length !== 1) {
      const cause = namesIn(part).find((name) => partOf(name) !== of[0])
      throw syntaxError(
        'Conditions on the source, the target and the type of links are joined by AND only. ' +
          `The error is caused by «${cause?.text}».`,
      )
    }
    parts[of[0] as Part].push(withoutSide(part))
  }
  const joined = Object.entries(parts).map(([part, list]) => [part, list.length > 1 ? and(list) : list[0]])
  return Object.fromEntries(joined) as LinkConditions
}

function and(parts: readonly Condition[]): Condition {
  return { kind: 'and', parts }
}

function conjuncts(condition: Condition): Condition[] {
  return condition.kind === 'and' ? condition.parts.flatMap(conjuncts) : [condition]
}

function namesIn(condition: Condition): FieldName[] {
  if (condition.kind === 'not') return namesIn(condition.part)
  if (condition.kind !== 'test') return condition.parts.flatMap(namesIn)
  const compared = condition.operands.flatMap((operand) => (operand.kind === 'field' ? [operand.field] : []))
  return [condition.field, ...compared]
}

function isLinkType({ name }: FieldName): boolean {
  return /^(System\.Links\.LinkType|Link Type)$/i.test(name)
}

function partOf(field: FieldName): Part {
  if (isLinkType(field) && (!field.side || field.side === 'links')) return 'links'
  if (field.side && field.side !== 'links') return field.side
  throw syntaxError(
    `A field of a link query needs [Source] or [Target] before it. The error is caused by «${field.text}».`,
  )
}

function withoutSide(condition: Condition): Condition {
  if (condition.kind === 'not') return { kind: 'not', part: withoutSide(condition.part) }
  if (condition.kind !== 'test') return { kind: condition.kind, parts: condition.parts.map(withoutSide) }
  const bare = ({ name, text }: FieldName): FieldName => ({ name, text })
  return {
    ...condition,
    field: bare(condition.field),
    operands: condition.operands.map((operand) =>
      operand.kind === 'field' ? { ...operand, field: bare(operand.field) } : operand,
    ),
  }
}

const linkEnds = relationTypes.filter(({ attributes }) => attributes.usage === 'workItemLink')

/** Reference names of the link ends a condition accepts; of all without a condition. */
export function acceptedLinks(scope: QueryScope, condition: Condition | undefined): ReadonlySet<string> {
  const names = linkEnds.map(({ referenceName }) => referenceName)
  if (!condition) return new Set(names)
  const holds = compile(scope, condition)
  return new Set(names.filter(holds))
}

function compile(scope: QueryScope, condition: Condition): (end: string) => boolean {
  if (condition.kind === 'not') {
    const part = compile(scope, condition.part)
    return (end) => !part(end)
  }
  if (condition.kind !== 'test') {
    const parts = condition.parts.map((part) => compile(scope, part))
    return condition.kind === 'and'
      ? (end) => parts.every((part) => part(end))
      : (end) => parts.some((part) => part(end))
  }
  return compileTest(scope, condition)
}

/** `= ''` and `<> ''` both ask for links of any type. */
function compileTest(scope: QueryScope, test: FieldTest): (end: string) => boolean {
  const { operator, operands, ever } = test
  if (ever || !/^(=|<>|(NOT )?IN)$/.test(operator)) {
    throw syntaxError(
      `The operator ${ever ? 'EVER' : operator} cannot be used with this field. The error is caused by «${test.field.text}».`,
    )
  }
  const wanted = new Set<string>()
  for (const operand of operands) {
    if (operand.kind === 'field') queryField(scope, operand.field)
    if (operand.kind !== 'string') throw unknownType(operand.text)
    if (operand.value === '') return () => true
    wanted.add(endNamed(operand.value, operand.text))
  }
  const negated = operator === '<>' || operator === 'NOT IN'
  return (end) => wanted.has(end) !== negated
}

/** By reference or friendly name; the one end of Related is also written with -Forward (docs page of the WIQL syntax). */
function endNamed(name: string, text: string): string {
  const wanted = name.toLowerCase().replace(/^(system\.linktypes\.related)-(forward|reverse)$/, '$1')
  const end = linkEnds.find(
    (candidate) =>
      candidate.referenceName.toLowerCase() === wanted || candidate.name.toLowerCase() === wanted,
  )
  if (!end) throw unknownType(text)
  return end.referenceName
}

/** The service's own words and code are unconfirmed. */
function unknownType(text: string): Error {
  return syntaxError(`The specified link type does not exist. The error is caused by «${text}».`)
}

/** Both ends of the one link type a tree is made of; a 400 unless just the forward end of one such type is accepted. */
export function treeEnds(accepted: ReadonlySet<string>): { forward: string; reverse: string } {
  const [end, ...others] = linkEnds.filter(({ referenceName }) => accepted.has(referenceName))
  if (!end || others.length > 0 || end.attributes.topology !== 'tree' || end.attributes.isForward !== true) {
    throw syntaxError(
      'A recursive query needs the forward end of one link type that makes a tree. ' +
        'The error is caused by «Recursive».',
    )
  }
  return { forward: end.referenceName, reverse: String(end.attributes.oppositeEndReferenceName) }
}
