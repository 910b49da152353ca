// Templates are offered for their verb and kind, and say no more than is known.

import { expect, test } from 'vitest'
import { filled, fitting, slotsLeft, type Template } from './fill'

const template = (code: string, verb: string, kind: string, text = ''): Template => ({ code, verb, kind, name: code, name_en: code, text })
const named = (name: string) => ({ code: 'x', name, name_en: name })

test('those of the kind come before those of the kind above and those for all', () => {
  const all = [template('all', 'reply', ''), template('major', 'reply', 'M03'), template('minor', 'reply', 'M03005'), template('other', 'reply', 'C01'), template('ask', 'ask', '')]
  expect(fitting(all, 'reply', ['M03005', 'M03']).map((one) => one.code)).toEqual(['minor', 'major', 'all'])
  expect(fitting(all, 'reply', []).map((one) => one.code)).toEqual(['all'])
  expect(fitting(all, 'close', ['M03005'])).toEqual([])
})

test('what is not known stays in its braces', () => {
  const of = { number: '202611240000016', kind: named('垃圾桶'), department: null, address: '', filed_at: '2026-11-24T01:00:00Z', due_at: null }
  const text = filled(template('a', 'reply', '', '{number} {kind} {department} {place} {filed_at} {due_at} {result}'), of, (at) => at.slice(0, 10))
  expect(text).toBe('202611240000016 垃圾桶 {department} {place} 2026-11-24 {due_at} {result}')
  expect(slotsLeft(`${text} {due_at}`)).toEqual(['{department}', '{place}', '{due_at}', '{result}'])
})
