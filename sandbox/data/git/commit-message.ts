import type { Random } from '../random.js'
import { titleText } from '../texts.js'

/** One line mostly; some with more, and some longer than lists show. */
export function commitMessage(random: Random): string {
  const title = titleText(random).trim()
  const at = random()
  if (at < 0.8) return title
  if (at < 0.9) return `${title}\n\n- first thing\n- second thing: "größer"\n`
  return `${title}. ${'It took a while to find out why, and the reason is worth telling. '.repeat(3)}`
}
