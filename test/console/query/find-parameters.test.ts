import { expect, it } from 'vitest'
import { countParameters } from '../../../web/src/query/find-parameters.js'

it.each([
  ['none', 'select 1', 0],
  ['the highest', 'select $1, $3 where a=$2', 3],
  [
    'not those in strings, names, comments and dollar quotes',
    `select '$1', "$2", $$ $3 $$ -- $4\n/* $5 */`,
    0,
  ],
  ['not a dollar inside a name', 'select a$1 from t$2', 0],
  ['one at a cast', 'select $1::int', 1],
])('counts %s', (_, sql, count) => expect(countParameters(sql)).toBe(count))
