import type { FieldDefinition } from '../../../data/fields.js'

const common = 'Microsoft.VSTS.Common'

/** Lists of the processes (docs on the Agile and Scrum processes), by reference name. */
const lists: Readonly<Record<string, readonly (string | number)[]>> = {
  [`${common}.Priority`]: [1, 2, 3, 4],
  [`${common}.Severity`]: ['1 - Critical', '2 - High', '3 - Medium', '4 - Low'],
  [`${common}.Risk`]: ['1 - High', '2 - Medium', '3 - Low'],
  [`${common}.ValueArea`]: ['Architectural', 'Business'],
}

/** The values a field is limited to in every type that has it; undefined where anything goes. */
export function valueList(field: FieldDefinition): readonly (string | number)[] | undefined {
  return field.picklist?.values ?? lists[field.referenceName]
}
