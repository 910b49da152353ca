import { expect, test } from 'vitest'
import { pieces } from './highlight'

const shown = (text: string, phrases: string[]) => pieces(text, phrases).map((piece) => (piece.marked ? `[${piece.text}]` : piece.text)).join('')

test('phrases are marked wherever they stand, and the text stays whole', () => {
  expect(shown('路灯不亮，路灯坏了', ['路灯', '坏'])).toBe('[路灯]不亮，[路灯坏]了')
  expect(shown('abcd', ['bc', 'cd'])).toBe('a[bcd]')
  expect(shown('aaaa', ['aa'])).toBe('[aaaa]')
  expect(shown('什么也没有', ['', '别的'])).toBe('什么也没有')
  expect(shown('', ['a'])).toBe('')
})
