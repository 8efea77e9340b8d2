import { expect, it } from 'vitest'
import { readExplain } from '../../../web/src/query/explain-scans.js'
import { isExplainable } from '../../../web/src/query/explainable.js'

it('reads the requests of each scan, and what is left to PostgreSQL', () => {
  const text = JSON.stringify([
    {
      Plan: {},
      'Azure DevOps Scans': [
        {
          Schema: 'box',
          'Relation Name': 'work_items',
          Requests: [
            { Method: 'POST', Path: '/_apis/wit/wiql', WIQL: 'SELECT' },
            { Method: 'GET', Path: '/x' },
          ],
          'Expected Calls': 3,
          'Expected At Least': true,
          'Not Pushed': [{ Condition: "title ~ 'a'", Reason: 'no request can say it' }],
        },
      ],
    },
  ])
  expect(readExplain(text)).toEqual([
    {
      table: 'box.work_items',
      requests: [
        { method: 'POST', path: '/_apis/wit/wiql', wiql: 'SELECT' },
        { method: 'GET', path: '/x' },
      ],
      calls: 3,
      atLeast: true,
      notPushed: [{ condition: "title ~ 'a'", why: 'no request can say it' }],
    },
  ])
})

it('finds no scans in a plan without them, and nothing in what is no plan', () => {
  expect(readExplain('[{"Plan":{}}]')).toEqual([])
  expect(readExplain('Seq Scan on x')).toBeUndefined()
})

it.each([
  ['select 1', true],
  ['-- words\n/* more */ ( with a as (select 1) select * from a)', true],
  ['Insert into t values (1)', true],
  ['set azdo.max_staleness = 1', false],
  ['explain select 1', false],
  ['', false],
])('knows whether %j can be explained', (sql, expected) => expect(isExplainable(sql)).toBe(expected))
