/** Commands that hints speak of, and where the console has the same. The first that fits is taken. */
const places: readonly (readonly [command: RegExp, place: string])[] = [
  [/(Generate Token\)?): azdo token generate \S+/g, '$1.'],
  [/: azdo token generate \S+/g, ': press Generate Token.'],
  [/[Ss]ee: azdo connection list/g, 'Connections shows those that are set up.'],
  [/[Aa]dd one with: azdo connection add.*/g, 'Add one under Connections.'],
  [/, or change it with: azdo connection edit.*/g, ', or edit that one under Connections.'],
  [/azdo connection edit (\S+) --set (\w+)=\S+/g, 'edit $1 under Connections and set $2'],
  [/azdo connection \S+/g, 'Connections'],
  [/add the connection with --auth pat\b/g, 'use the way Personal Access Token'],
]

/** A hint written for the terminal, in the words of the console where it has the same. */
export function plainHint(hint: string): string {
  return places.reduce((text, [command, place]) => text.replace(command, place), hint)
}
