import { below, pick, type Random } from '../random.js'

/** Names of automated tests: plain ones, with parameters, and with letters beyond ASCII. */
export interface AutomatedTest {
  title: string
  name: string
  storage: string
}

const classes = [
  'Fabrikam.Billing.Tests.InvoiceTests',
  'Fabrikam.Billing.Tests.CurrencyTests',
  'Fabrikam.Search.Tests.QueryTests',
  'Fabrikam.Web.Tests.CheckoutTests',
  'test.mobile.menu',
]
const methods = [
  'AddsUpLines',
  'RoundsHalfUp',
  'Keeps_Größe_und_Maß',
  '検索_が_空を返す',
  'Parses(text: "a, b", culture: "de-DE")',
  'Redirects/after+login#1',
  'Doesn\'t crash on <empty> & "quoted" input',
  'ShowsTotal',
]

/** How many automated tests a project has. */
export const automatedTestCount = 1300

/** An automated test of a project by its number, from 0 on. */
export function automatedTest(number: number): AutomatedTest {
  const group = classes[Math.floor(number / methods.length) % classes.length] as string
  const round = Math.floor(number / (methods.length * classes.length))
  const method = methods[number % methods.length] as string
  const title = round === 0 ? method : `${method} ${round}`
  return {
    title,
    name: `${group}.${title}`,
    storage: group.startsWith('test.')
      ? 'pytest'
      : `${group.split('.').slice(0, 3).join('.').toLowerCase()}.dll`,
  }
}

const messages = [
  'Assert.AreEqual failed. Expected:<12,50 €>. Actual:<12.5 €>.',
  'System.TimeoutException : The operation has timed out after 00:00:30.',
  'Erwartet: „Größe“, erhalten: "Grösse"\nZeile 2',
  "AssertionError: '東京' != '大阪'",
  '',
]

/** The message of a failed test; one in five is empty. */
export function failureMessage(random: Random): string {
  return pick(random, messages)
}

/** A stack trace as .NET writes it. */
export function stackTrace(random: Random, test: AutomatedTest): string {
  const line = 10 + below(random, 400)
  return [
    `   at ${test.name} in C:\\agent\\_work\\1\\s\\tests\\Größe.cs:line ${line}`,
    `   at Fabrikam.Core.Run(Action\`1 body) in C:\\agent\\_work\\1\\s\\src\\Run.cs:line ${line + 3}`,
  ].join('\n')
}
