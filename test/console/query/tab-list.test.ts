import { describe, expect, it } from 'vitest'
import {
  addTab,
  changeTab,
  chooseTab,
  closeTab,
  freeTitle,
  readTabs,
  tabLabel,
  writeTabs,
  type QueryTab,
  type TabList,
} from '../../../web/src/query/tab-list.js'

const tab = (id: string, title = id): QueryTab => ({
  id,
  title,
  connection: 'box',
  sql: `select ${id}`,
  parameters: [],
})
const list: TabList = { tabs: [tab('a'), tab('b'), tab('c')], chosen: 'b' }
const ids = (of: TabList) => [of.tabs.map(({ id }) => id).join(''), of.chosen]

describe('tabs', () => {
  it('open behind the others and are chosen; there are no more than thirty', () => {
    expect(ids(addTab(list, tab('d')))).toEqual(['abcd', 'd'])
    let many = list
    for (let at = 0; at < 40; at++) many = addTab(many, tab(`t${at}`))
    expect([many.tabs.length, many.tabs[0]!.id]).toEqual([30, 't10'])
  })

  it('close to their neighbour, and never leave nothing', () => {
    const fresh = () => tab('new')
    expect(ids(closeTab(list, 'b', fresh))).toEqual(['ac', 'c'])
    expect(ids(closeTab(list, 'a', fresh))).toEqual(['bc', 'b'])
    expect(ids(closeTab({ ...list, chosen: 'c' }, 'c', fresh))).toEqual(['ab', 'b'])
    expect(ids(closeTab({ tabs: [tab('a')], chosen: 'a' }, 'a', fresh))).toEqual(['new', 'new'])
    expect(closeTab(list, 'unknown', fresh)).toBe(list)
  })

  it('that are gone are followed by the neighbour that is left', () => {
    const without = (...gone: string[]): TabList => {
      const tabs = list.tabs.filter(({ id }) => !gone.includes(id))
      return { tabs, chosen: tabs[0]!.id }
    }
    expect(ids(chooseTab(list, 'c', list))).toEqual(['abc', 'c'])
    expect(ids(chooseTab(without('b'), 'b', list))).toEqual(['ac', 'c'])
    expect(ids(chooseTab(without('b', 'c'), 'b', list))).toEqual(['a', 'a'])
    expect(ids(chooseTab({ tabs: [tab('x'), tab('y')], chosen: 'y' }, 'b', list))).toEqual(['xy', 'y'])
    expect(ids(chooseTab(without('b'), 'unknown', list))).toEqual(['ac', 'a'])
  })

  it('change one at a time', () => {
    const changed = changeTab(list, 'b', { sql: 'select 2' })
    expect(changed.tabs.map(({ sql }) => sql)).toEqual(['select a', 'select 2', 'select c'])
  })

  it('take the lowest free number, and the name of their first comment', () => {
    expect(freeTitle([tab('a', 'Query 1'), tab('b', 'Query 3')], 'Query')).toBe('Query 2')
    expect(tabLabel({ ...tab('a'), sql: '\n-- Open bugs \nselect 1' })).toBe('Open bugs')
    expect(tabLabel({ ...tab('a'), sql: 'select 1 -- not this' })).toBe('a')
  })

  it('come back as they were kept', () => {
    const kept = changeTab(list, 'a', { parameters: ['x', null] })
    expect(readTabs(writeTabs(kept))).toEqual(kept)
  })

  it('are read only where they are ours', () => {
    for (const text of [null, '', 'null', '[]', '{"tabs":[]}', '{"tabs":[{"id":1}]}', '{"tabs":"x"}'])
      expect(readTabs(text), String(text)).toBeUndefined()
    const mixed = JSON.stringify({ tabs: [{ id: 5 }, tab('a')], chosen: 'gone' })
    expect(readTabs(mixed)).toEqual({ tabs: [tab('a')], chosen: 'a' })
  })
})
