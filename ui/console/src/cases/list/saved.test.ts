import { expect, test } from 'vitest'
import { ours } from './saved'

test('only the views of this screen are shown, and only fields of a question are taken from them', () => {
  const kept = [
    { name: '我的超期', body: { screen: 'cases', query: { overdue: 'true', evil: 'x' } } },
    { name: '大屏', body: { screen: 'wall', query: {} } },
    { name: '坏的', body: { screen: 'cases', query: null } },
  ]
  expect(ours(kept)).toEqual([{ name: '我的超期', query: { overdue: 'true' } }])
})
