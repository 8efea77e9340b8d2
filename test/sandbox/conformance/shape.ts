/** The names and JSON types found at one place of one or several values. */
export interface Shape {
  types: Set<string>
  members: Map<string, Shape>
  /** Of the elements of a list. */
  element?: Shape
}

export function emptyShape(): Shape {
  return { types: new Set(), members: new Map() }
}

/** Adds a value's names and types to a shape. */
export function addShape(shape: Shape, value: unknown): void {
  if (value === null || value === undefined) {
    shape.types.add('null')
  } else if (Array.isArray(value)) {
    shape.types.add('array')
    for (const element of value) addShape((shape.element ??= emptyShape()), element)
  } else if (typeof value === 'object') {
    shape.types.add('object')
    for (const [name, inner] of Object.entries(value)) {
      let member = shape.members.get(name)
      if (!member) shape.members.set(name, (member = emptyShape()))
      addShape(member, inner)
    }
  } else {
    shape.types.add(typeof value)
  }
}

/** Places where `wanted` has a name that `actual` lacks, or types that never occur in it; `[]` stands for any element. */
export function differences(wanted: Shape, actual: Shape, at = ''): string[] {
  const types = [...wanted.types].filter((type) => type !== 'null')
  const known = [...actual.types].filter((type) => type !== 'null')
  if (types.length > 0 && known.length > 0 && !types.some((type) => actual.types.has(type)))
    return [`${at}: ${types.join('|')} in the example, ${known.join('|')} here`]
  const inner = [...wanted.members].flatMap(([name, member]) => {
    const own = actual.members.get(name)
    if (!own) return actual.types.has('object') ? [`${at}.${name}: not here`] : []
    return differences(member, own, `${at}.${name}`)
  })
  const elements =
    wanted.element && actual.element ? differences(wanted.element, actual.element, `${at}[]`) : []
  return [...inner, ...elements]
}
