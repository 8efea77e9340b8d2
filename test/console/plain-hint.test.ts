import { expect, it } from 'vitest'
import { plainHint } from '../../src/console/plain-hint.js'

it.each([
  ['Repeat step 8 (Generate Token): azdo token generate mine', 'Repeat step 8 (Generate Token).'],
  [
    'Repeat step 6 (Finalize Connection), Generate Token: azdo token generate work',
    'Repeat step 6 (Finalize Connection), Generate Token.',
  ],
  ['Generate a token again: azdo token generate work.', 'Generate a token again: press Generate Token.'],
  ['See: azdo connection list', 'Connections shows those that are set up.'],
  ['Add one with: azdo connection add NAME --auth …', 'Add one under Connections.'],
  [
    'Choose another name, or change it with: azdo connection edit box --set Key=Value',
    'Choose another name, or edit that one under Connections.',
  ],
  [
    'Set it right: azdo connection edit box --set Project=NAME',
    'Set it right: edit box under Connections and set Project',
  ],
  ['Did you mean box?', 'Did you mean box?'],
])('%j is said as %j', (hint, plain) => {
  expect(plainHint(hint)).toBe(plain)
})
