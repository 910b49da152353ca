import { expect, test } from 'vitest'
import { changed, FIELDS, fromUrl, same, statesOf, withState } from './query'

const LIFE = ['received', 'to_dispatch', 'closed']

test('a question goes into an address and comes back the same', () => {
  const query = { state: 'received,to_dispatch', q: '路灯 不亮', overdue: 'true', sort: 'due_at' }
  const url = new URLSearchParams(query)
  expect(fromUrl(Object.fromEntries(url))).toEqual(query)
})

test('every field survives, and a stranger does not', () => {
  const all = Object.fromEntries(FIELDS.map((field) => [field, 'x']))
  expect(fromUrl({ ...all, cursor: 'y', evil: 'z' })).toEqual(all)
})

test('a field that is said twice is one list, and an empty one is none', () => {
  expect(fromUrl({ state: ['received', null, 'closed'], q: '  ', area: null })).toEqual({ state: 'received,closed' })
})

test('changing a field to nothing takes it out', () => {
  expect(changed({ q: 'a', sort: 'due_at' }, { q: '' })).toEqual({ sort: 'due_at' })
})

test('the order of states and the order that holds anyway make no difference', () => {
  expect(same({ state: 'a,b' }, { state: 'b,a', sort: '-filed_at' })).toBe(true)
  expect(same({ state: 'a' }, { state: 'a', overdue: 'true' })).toBe(false)
})

test('a state is put in and taken out in the order of life', () => {
  const one = withState({}, 'to_dispatch', LIFE)
  const two = withState(one, 'received', LIFE)
  expect(statesOf(two)).toEqual(['received', 'to_dispatch'])
  expect(withState(withState(two, 'received', LIFE), 'to_dispatch', LIFE)).toEqual({})
})
