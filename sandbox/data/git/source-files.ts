import { below, pick, type Random } from '../random.js'

/** A change of files before it is in the store: text or bytes to set, undefined to remove, by path. */
export type FileEdits = Map<string, string | Buffer | undefined>

const modules = Array.from(
  { length: 12 },
  (_, at) => `/src/core/module-${String(at + 1).padStart(2, '0')}.ts`,
)
const documents = [
  '/README.md',
  '/docs/Größe & Maße.md',
  '/docs/はじめに.md',
  '/docs/how to (draft).md',
  '/CHANGELOG.md',
]
const topics = ['billing', 'search', 'mobile', 'reports']

/** What a repository starts with: folders in folders, an empty file, bytes that are no text, names with odd letters. */
export function firstFiles(name: string): FileEdits {
  const files: FileEdits = new Map()
  files.set('/.gitignore', 'node_modules/\ndist/\n')
  files.set('/azure-pipelines.yml', 'trigger:\n- main\n\nsteps:\n- script: npm test\n')
  files.set('/package.json', `${JSON.stringify({ name: 'sandbox-code', version: '1.0.0' }, null, 2)}\n`)
  files.set('/assets/logo.png', Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'))
  files.set('/src/empty/.gitkeep', '')
  files.set('/src/a#b+c/100%.txt', 'One line without an end')
  for (const path of documents) files.set(path, `# ${name}\n\nFirst words.\n`)
  for (const path of modules) files.set(path, moduleText(path, 0))
  return files
}

/** A change made directly on the main branch; it leaves the files of pull requests alone. */
export function maintenance(random: Random, number: number): FileEdits {
  const edits: FileEdits = new Map()
  const wanted = 1 + below(random, 3)
  for (let at = 0; at < wanted; at++) {
    const path = pick(random, modules)
    edits.set(path, moduleText(path, number))
  }
  if (random() < 0.15)
    edits.set(pick(random, documents), `# Change ${number}\n\nSee the history – ‘why’ is there.\n`)
  if (number % 40 === 20) edits.set(notesPath(number), `Notes of change ${number}\n`)
  if (number % 40 === 30) {
    edits.set(notesPath(number - 10), undefined)
    edits.set(`/docs/archive${notesPath(number - 10).slice(5)}`, `Notes of change ${number - 10}\n`)
  }
  if (number % 40 === 39) edits.set(`/docs/archive${notesPath(number - 19).slice(5)}`, undefined)
  return edits
}

/** Commit `step` of a pull request: files of its own, and now and then the read-me, which others change as well. */
export function featureWork(random: Random, number: number, step: number): FileEdits {
  const edits: FileEdits = new Map()
  const path = `/src/features/${topics[number % topics.length]}/feature-${String(number).padStart(4, '0')}.ts`
  edits.set(path, moduleText(path, step))
  if (step > 0 || random() < 0.3)
    edits.set(path.replace(/\.ts$/, '.test.ts'), `// test ${step} of ${number}\n`)
  if (step === 0 && random() < 0.12) edits.set('/README.md', `# Feature ${number}\n`)
  return edits
}

function notesPath(number: number): string {
  return `/docs/notes-${String(number).padStart(4, '0')}.md`
}

function moduleText(path: string, revision: number): string {
  return `// ${path}\nexport const revision = ${revision}\n\nexport function run(): string {\n  return 'r${revision}'\n}\n`
}
