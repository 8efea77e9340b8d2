import { describe, expect, it } from 'vitest'
import { tables, tablesWith } from '../../src/tables/catalog.js'
import { catalogFaults } from '../../src/tables/catalog-faults.js'
import { customColumns } from '../../src/tables/custom-columns.js'
import { readRow } from '../../src/tables/read-row.js'

const field = (referenceName: string, type: string, more: object = {}) => ({
  name: referenceName.replace('Custom.', ''),
  referenceName,
  type,
  ...more,
})
const names = (...fields: object[]) => Object.keys(customColumns(fields).columns)

describe('custom columns', () => {
  it.each([
    ['Custom.RiskLevel', 'custom_risk_level'],
    ['Custom.HTTPStatus2Code', 'custom_http_status2_code'],
    ['Custom.Größe', 'custom_größe'],
    ['Custom.a-b c', 'custom_a_b_c'],
    ['Custom.___', 'custom_field'],
  ])('%s is %s', (reference, name) => expect(names(field(reference, 'string'))).toEqual([name]))

  it('a generated reference name gives way to the display name', () => {
    const generated = field('Custom.36e2fe03-6ae1-4f2b-9d2a-0a1b2c3d4e5f', 'string', { name: 'Kundenname' })
    expect(names(generated)).toEqual(['custom_kundenname'])
  })

  it('names differ, fit into an identifier and do not depend on the order', () => {
    const long = 'x'.repeat(80)
    const fields = [
      field('Custom.RiskLevel', 'string'),
      field('Custom.Risk_Level', 'string'),
      field(`Custom.${long}`, 'string'),
    ]
    const made = names(...fields)
    expect(names(...[...fields].reverse())).toEqual(made)
    expect(new Set(made).size).toBe(3)
    expect(made).toContain('custom_risk_level_2')
    expect(Math.max(...made.map((name) => Buffer.byteLength(name)))).toBe(63)
  })

  it('an identity has two columns that fit', () => {
    expect(names(field('Custom.Approver', 'string', { isIdentity: true }))).toEqual([
      'custom_approver',
      'custom_approver_unique_name',
    ])
    const made = names(field(`Custom.${'é'.repeat(60)}`, 'identity'))
    expect(made.every((name) => Buffer.byteLength(name) <= 63)).toBe(true)
  })

  it('types follow the field', () => {
    const types = ['string', 'html', 'integer', 'picklistDouble', 'boolean', 'dateTime', 'guid', 'treePath']
    const made = customColumns(types.map((type) => field(`Custom.${type}`, type))).columns
    expect(Object.fromEntries(Object.entries(made).map(([name, column]) => [name, column.type]))).toEqual({
      custom_boolean: 'boolean',
      custom_date_time: 'timestamptz',
      custom_guid: 'uuid',
      custom_html: 'text',
      custom_integer: 'integer',
      custom_picklist_double: 'double precision',
      custom_string: 'text',
      custom_tree_path: 'text',
    })
  })

  it('WIQL filters those it compares as SQL does, where the service can query them', () => {
    const made = customColumns([
      field('Custom.Text', 'string'),
      field('Custom.Notes', 'html'),
      field('Custom.Hidden', 'string', { isQueryable: false }),
      field('Custom.Approver', 'string', { isIdentity: true }),
    ]).fields
    expect(made).toEqual({
      custom_text: { field: 'Custom.Text', kind: 'string' },
      custom_approver: { field: 'Custom.Approver', kind: 'identity' },
      custom_approver_unique_name: { field: 'Custom.Approver', kind: 'identity-unique-name' },
    })
  })

  it('fields that are not custom, deleted ones and what is no field are passed over', () => {
    expect(
      names(field('System.Title', 'string'), field('Custom.Gone', 'string', { isDeleted: true }), {}, []),
    ).toEqual([])
  })

  it('work items grow by them, other tables do not, and the catalog stays sound', () => {
    const grown = tablesWith([
      field('Custom.RiskLevel', 'string', { description: 'How risky it is.' }),
      null,
      'x',
    ])
    expect(grown.slice(0, 3)).toEqual(tables.slice(0, 3))
    const workItems = grown[3]!
    expect(workItems.columns['custom_risk_level']!.about).toBe('Custom field RiskLevel: How risky it is.')
    expect(catalogFaults(grown)).toEqual([])
    const row = readRow(workItems, { id: 1, fields: { 'Custom.RiskLevel': 'High' } })
    expect(row[Object.keys(workItems.columns).indexOf('custom_risk_level')]).toBe('High')
  })
})
