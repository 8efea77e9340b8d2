import { expect, it } from 'vitest'
import { addTraces } from '../../../web/src/query/add-traces.js'

it('adds up what statements took, one line for each table and way of asking', () => {
  const scan = { table: 'box.builds', pushed: ['a'], requests: 2, rows: 10 }
  const traces = [
    { requests: 2, bytes: 100, rows: 10, scans: [scan] },
    {
      requests: 3,
      bytes: 50,
      rows: 5,
      scans: [
        { ...scan, requests: 3, rows: 5 },
        { ...scan, held: true, requests: 0 },
      ],
    },
  ]
  expect(addTraces(traces)).toEqual({
    requests: 5,
    bytes: 150,
    rows: 15,
    scans: [
      { ...scan, requests: 5, rows: 15 },
      { ...scan, held: true, requests: 0 },
    ],
  })
})
