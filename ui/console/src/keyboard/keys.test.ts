import { expect, test } from 'vitest'
import { found } from './find'
import { match, stroke, type Press } from './keys'

const press = (key: string, held: Partial<Press> = {}): Press => ({ key, ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, ...held })

test('a press is told by its name', () => {
  expect(stroke(press('j'))).toBe('j')
  expect(stroke(press('?', { shiftKey: true }))).toBe('?')
  expect(stroke(press('J', { shiftKey: true }))).toBe('J')
  expect(stroke(press('K', { ctrlKey: true }))).toBe('Mod+k')
  expect(stroke(press('k', { metaKey: true }))).toBe('Mod+k')
  expect(stroke(press('Enter', { shiftKey: true }))).toBe('Shift+Enter')
  expect(stroke(press('ArrowDown'))).toBe('Down')
  expect(stroke(press('Shift', { shiftKey: true }))).toBe('')
})

test('two strokes after another make one command, and a wrong second one is looked at by itself', () => {
  const bindings = [{ keys: 'g i' }, { keys: 'j' }, { keys: 'i' }]
  const first = match(bindings, '', 'g')
  expect(first).toEqual({ found: null, pending: 'g' })
  expect(match(bindings, 'g', 'i').found?.keys).toBe('g i')
  expect(match(bindings, 'g', 'j').found?.keys).toBe('j')
  expect(match(bindings, 'g', 'x')).toEqual({ found: null, pending: '' })
  expect(match(bindings, 'g', 'g')).toEqual({ found: null, pending: 'g' })
})

test('of two bindings the nearer one wins', () => {
  const [far, near] = [{ keys: 'a', who: 'far' }, { keys: 'a', who: 'near' }]
  expect(match([far, near], '', 'a').found).toBe(near)
})

test('commands are found by parts in any order, and by letters in between', () => {
  const all = ['前往：案件 go.cases', '主题：深色 theme.dark', '退出登录 leave']
  expect(found(all, '案件', String)).toEqual([all[0]])
  expect(found(all, 'dark 主题', String)).toEqual([all[1]])
  expect(found(all, 'gocs', String)).toEqual([all[0]])
  expect(found(all, 'zzz', String)).toEqual([])
  expect(found(all, ' ', String)).toEqual(all)
})
