import type { FileEdits } from '../git/source-files.js'
import { fileName, filePath } from './page-name.js'

/** Pages with titles of many kinds, some beneath others. */
const usual: readonly (readonly [path: string, text: string])[] = [
  ['/Home', '# Welcome\n\nStart with [How we work](/How%20we%20work).\n'],
  ['/How we work', 'Each team writes here.\n\n| A | B |\n|---|---|\n| 1 | "2" |\n'],
  ['/How we work/Definition of Done', '- [ ] Tests\n- [ ] Docs\n'],
  ['/How we work/Release - step by step', '1. Build\n2. Test\n3. Ship it 🚀\n'],
  ['/Größe & Maße: Übersicht', 'Länge × Breite × Höhe\n'],
  ['/Größe & Maße: Übersicht/Häufige Fragen?', 'Keine.\n'],
  ['/用語集', '東京: 首都\n'],
  ['/FAQ "for guests" <draft> 100% + more', 'Nothing yet.'],
  ["/Bob's notes", ''],
]

/** More pages than one batch (100). */
const decisionCount = 140

/** What a project's wiki is made of, one part after the other. */
export function firstPages(project: number): { message: string; files: FileEdits }[] {
  const parts = [{ message: 'Added the first pages', files: files(usual) }]
  if (project === 0) {
    const decisions = Array.from({ length: decisionCount }, (_, at): [string, string] => [
      `/Decisions/ADR ${String(at + 1).padStart(3, '0')}`,
      `# Decision ${at + 1}\n\nWe do it, since it is simpler.\n`,
    ])
    parts.push({
      message: 'Added the decisions',
      files: files([['/Decisions', 'What was decided, and why.\n'], ...decisions]),
    })
  }
  parts.push({
    message: 'Home comes first',
    files: new Map<string, string | Buffer | undefined>([
      [
        '/.order',
        `${['/Home', '/用語集', '/How we work'].map((path) => filePath(path).slice(1)).join('\n')}\n`,
      ],
      ['/How-we-work/.order', `${fileName('Release - step by step')}\n${fileName('Definition of Done')}\n`],
      ['/.attachments/größe.png', Buffer.from('89504e470d0a1a0a', 'hex')],
    ]),
  })
  return parts
}

function files(pages: readonly (readonly [path: string, text: string])[]): FileEdits {
  return new Map(pages.map(([path, text]) => [`${filePath(path)}.md`, text]))
}
