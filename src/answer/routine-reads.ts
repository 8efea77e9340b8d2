import type { UserRoutine } from '../replica/replica.js'
import { identifier, type MadeObject } from './made-objects.js'
import type { Statement } from './statements.js'
import { runnersOfText, tokensOf, type RelationName } from './statement-text.js'

/** What a statement may read through the functions and views it uses, and so not by its own plan. */
export interface RoutineReads {
  /** Names of tables, as they stand in the bodies; not only of those of a connection. */
  readonly relations: readonly RelationName[]
  /** The functions that are used. */
  readonly used: ReadonlySet<string>
  /** A function that puts SQL together as it runs and does not say what that reads. */
  readonly untold: string | undefined
}

interface Routine {
  readonly relations: readonly RelationName[]
  readonly words: ReadonlySet<string>
  readonly untold: boolean
}

/**
 * Follows names from `start` through the bodies of routines. A word counts as a name wherever it stands: rather a table
 * too many than rows as they once were.
 *
 * @param start names that the statement uses.
 */
export function routineReads(
  start: ReadonlySet<string>,
  routines: readonly (UserRoutine | MadeObject)[],
): RoutineReads {
  const relations = new Map<string, RelationName>()
  const used = new Set<string>()
  const left = new Set(routines)
  let untold: string | undefined
  const follow = (words: ReadonlySet<string>): void => {
    for (const routine of [...left]) {
      const { name } = routine
      if (name === undefined || !left.has(routine) || !words.has(name)) continue
      left.delete(routine)
      used.add(name)
      const read = readRoutine(routine)
      if (read.untold) untold ??= name
      for (const relation of read.relations) relations.set(JSON.stringify(relation), relation)
      follow(read.words)
    }
  }
  follow(start)
  return { relations: [...relations.values()], used, untold }
}

/** Objects of a database that a statement may use besides tables. */
export interface KnownRoutines {
  readonly functions: readonly UserRoutine[]
  readonly views: readonly UserRoutine[]
  /** What the open transaction has made so far. */
  readonly made: readonly MadeObject[]
}

/**
 * What a statement reads by the functions it runs: named in it, in PostgreSQL's plan of it, or by a trigger.
 *
 * @param explained PostgreSQL's plan of the statement, where there is one.
 * @param told the setting `azdo.reads`: tables that are read where that cannot be told; empty: not said.
 */
export function hiddenReads(
  statement: Statement,
  explained: string | undefined,
  { functions, views, made }: KnownRoutines,
  told: string,
): RoutineReads {
  const { text, calls, code } = statement
  const own = wordsOf(text)
  const inPlan = (name: string) =>
    explained !== undefined && new RegExp(`(?<![\\w$])${escaped(name)}(?![\\w$])`).test(explained)
  const start = new Set<string>()
  for (const routine of [...functions, ...made]) {
    const { name } = routine
    if (name === undefined) {
      for (const word of wordsOf(routine.body).words) start.add(word)
      continue
    }
    // PostgreSQL has put a function's own query in the place of the call: its plan tells what is read.
    const inlined =
      'mayBeInlined' in routine &&
      routine.mayBeInlined &&
      explained !== undefined &&
      !calls?.inExpressions.has(name)
    if (inPlan(name) || (own.words.has(name) && !inlined)) start.add(name)
  }
  const writes = start.size > 0 || writingWords.some((word) => own.words.has(word))
  for (const { name, ofOther, ofTrigger } of functions) if (ofOther || (ofTrigger && writes)) start.add(name)
  const found = routineReads(start, [...made, ...functions, ...views])
  const runsText = calls?.runsText ?? (runsTextIn(explained) ? 'computed' : undefined)
  const isPlain = code === undefined && runsText === undefined
  const inner = isPlain ? undefined : routineReads(own.words, [...made, ...functions, ...views])
  const computed = runsText === 'computed' || (code !== undefined && runsComputedText(code))
  const untold = found.untold ?? inner?.untold ?? (computed ? 'the statement' : undefined)
  const isTold = untold !== undefined && told !== ''
  return {
    relations: [
      ...found.relations,
      ...(inner ? [...own.relations, ...inner.relations] : []),
      ...(isTold ? wordsOf(told).relations : []),
    ],
    used: new Set([...found.used, ...(inner?.used ?? [])]),
    untold: isTold ? undefined : untold,
  }
}

/** Whether PostgreSQL's plan calls a function that runs text: behind a view, say. */
export function runsTextIn(explained: string | undefined): boolean {
  return (explained?.match(/\b\w+(?=\()/g) ?? []).some((name) => runnersOfText.test(name))
}

const writingWords = ['insert', 'update', 'delete', 'merge', 'copy', 'truncate']

function escaped(name: string): string {
  return name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
}

/** The words of a text that may be names, also those inside of its strings, and the relations they may stand for. */
function wordsOf(text: string): {
  readonly words: ReadonlySet<string>
  readonly relations: readonly RelationName[]
} {
  const words = new Set<string>()
  const relations: RelationName[] = []
  const tokens = tokensOf(text)
  tokens.forEach((token, i) => {
    const inside = insideString(token.text)
    if (inside !== undefined) {
      if (inside === text || !/\w/.test(inside)) return
      const inner = wordsOf(inside)
      for (const word of inner.words) words.add(word)
      relations.push(...inner.relations)
      return
    }
    if (!/^(?:"|[a-z_\u0080-\uffff])/i.test(token.text)) return
    const name = identifier(token.text)
    words.add(name)
    const qualified = tokens[i - 1]?.text === '.'
    relations.push({ schema: qualified ? identifier(tokens[i - 2]?.text ?? '') : undefined, name })
  })
  return { words, relations }
}

function readRoutine(routine: UserRoutine | MadeObject): Routine {
  const { body } = routine
  const reads = 'reads' in routine ? routine.reads : null
  if (reads !== null) return { words: new Set(), relations: wordsOf(reads).relations, untold: false }
  const { words, relations } = wordsOf(body)
  const language = 'language' in routine ? routine.language : 'plpgsql'
  const known = ['sql', 'plpgsql', 'view', 'materialized view'].includes(language)
  const computed = language === 'plpgsql' && runsComputedText(body)
  return {
    words,
    relations,
    untold: !known || computed || [...words].some((word) => runnersOfText.test(word)),
  }
}

/** True when some EXECUTE of PL/pgSQL runs something else than one constant text. Looks into strings, too. */
function runsComputedText(code: string): boolean {
  const tokens = tokensOf(code)
  return tokens.some(({ text }, i) => {
    const inside = insideString(text)
    if (inside !== undefined) return /\bexecute\b/i.test(inside) && runsComputedText(inside)
    if (text.toLowerCase() !== 'execute') return false
    const [next, after] = [tokens[i + 1]?.text ?? '', tokens[i + 2]?.text ?? ';']
    // `CREATE TRIGGER … EXECUTE FUNCTION` and `GRANT EXECUTE ON` run nothing.
    if (/^(?:function|procedure|on)$/i.test(next)) return false
    return insideString(next) === undefined || !/^(?:;|into|using|loop)$/i.test(after)
  })
}

/** What a string constant holds; undefined for any other token. */
function insideString(token: string): string | undefined {
  const dollars = /^(\$\w*\$)([\s\S]*)\1$/.exec(token)
  if (dollars) return dollars[2]
  const quotes = /^(?:[eEnN]|[uU]&)?'([\s\S]*)'$/.exec(token)
  return quotes?.[1]?.replaceAll("''", "'")
}
