import { below, pick, type Random } from './random.js'

const verbs = [
  'Add',
  'Fix',
  'Remove',
  'Speed up',
  'Document',
  'Test',
  'Rework',
  'Translate',
  'Review',
  'Migrate',
]
const things = [
  'sign-in page',
  'invoice export',
  'search index',
  'nightly build',
  'customer report',
  'payment form',
  'mobile menu',
  'audit log',
  'address book',
  'price list',
]
const places = [
  'for guests',
  'in Safari',
  'on slow networks',
  'after upgrade',
  'with two currencies',
  'at midnight',
]

const oddTitles = [
  'Größe & Gewicht prüfen – naïve façade',
  '検索が遅い (東京リージョン)',
  'Поиск не находит «ёлку»',
  'تسجيل الدخول لا يعمل',
  'Ship it 🚀 before Friday 🎉👩🏽‍💻',
  `Quotes: 'single', "double" and ''doubled''`,
  String.raw`Backslashes C:\temp\new\table and a trailing \ `,
  'Tab\tin the title',
  '100% of _users_ get a [blank] page; SELECT * FROM users --',
  '<b>Bold</b> title & <script>alert(1)</script>',
  'NULL',
  '  leading and trailing blanks  ',
]

/** The longest title the service stores (255 characters). */
const longTitle = 'A very long title that goes on '.repeat(9).slice(0, 255)

/** A title: never empty, at most 255 characters, one in eight with unusual characters. */
export function titleText(random: Random): string {
  const kind = random()
  if (kind < 0.12) return pick(random, oddTitles)
  if (kind < 0.125) return longTitle
  return `${pick(random, verbs)} ${pick(random, things)} ${pick(random, places)}`
}

const paragraphs = [
  '<div>As a user I want this to work so that I can go home.</div>',
  '<p>Steps:</p><ol><li>Open the page</li><li>Press &quot;Save&quot;</li></ol>',
  '<div>Größe, 東京, Ελλάδα, 🚀 &amp; &lt;tags&gt;</div>',
  'Plain text, no markup.\nSecond line\r\nThird line\twith a tab.',
  String.raw`Path \\server\share\new and a quote ' and a double quote "`,
  '<table><tr><td>a</td><td>1</td></tr></table>',
  '<div><br></div>',
  '<p>See <a href="https://example.com/?a=1&amp;b=2">the page</a>.</p>',
]

/** A long text: HTML or plain, sometimes empty, one in 400 longer than 40,000 characters. */
export function longText(random: Random): string {
  const kind = random()
  if (kind < 0.04) return ''
  if (kind < 0.0425) return `<div>${'All work and no play. 🙂 '.repeat(2000)}</div>`
  const parts = Array.from({ length: 1 + below(random, 4) }, () => pick(random, paragraphs))
  return parts.join(random() < 0.5 ? '' : '\n')
}

const remarks = [
  '<div>Looks good to me.</div>',
  '<div>Könnten wir das bitte noch vor dem Urlaub klären? 🙏</div>',
  '<div>Still happens with build 20230114.2 &amp; Safari.</div>',
  '<div>東京チームに確認してください。</div>',
  '<p>Two things:</p><ul><li>the &quot;Save&quot; button</li><li>the <b>total</b></li></ul>',
  '<div>Blocked by the certificate, see <a href="https://example.com/kb?id=7#fix">the article</a>.</div>',
  "Plain words, it's done.",
]

/** Something said about a work item: HTML or plain, never empty. */
export function commentText(random: Random): string {
  const text = pick(random, remarks)
  return random() < 0.3 ? `${text}<div>${titleText(random).replaceAll(/[<&]/g, '')}</div>` : text
}

/** Customers: some differ by case only, some hold quotes, ampersands or letters beyond ASCII. */
export const customers: readonly string[] = [
  'Contoso',
  'contoso',
  "O'Brien & Söhne GmbH",
  'ACME "Quoted" Inc.',
  '東京電気株式会社',
  'Fourth Coffee',
  'Wide World Importers',
  'Café Señorita',
  'A; B',
  '100%',
]
