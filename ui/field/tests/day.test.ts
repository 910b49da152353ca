// The day on the phone: what is masked, in which order one walks, and what there is to do.

import { expect, test } from 'vitest'
import type { CaseLine, Me } from '@/api/client'
import { mask, maskWords } from '@/day/mask'
import { metres, walk, type Place } from '@/day/route'
import { tasksOf } from '@/day/tasks'
import { dice } from './city'

test.each([
  ['电话13800001234，谢谢', '电话138****1234，谢谢'],
  ['打 0990-7000223 找人', '打 0990-****0223 找人'],
  ['身份证 110101199003078515 在此', '身份证 ［证件号已隐去］ 在此'],
  ['身份证 11010119900307851X', '身份证 ［证件号已隐去］'],
  ['桂香大道31号，2026年11月23日', '桂香大道31号，2026年11月23日'],
])('%s is kept as %s', (words, kept) => {
  expect(maskWords(words)).toBe(kept)
})

test('receipt numbers stay what they are', () => {
  expect(mask({ number: '202611210000019', description: '13800001234' })).toEqual({ number: '202611210000019', description: '138****1234' })
})

test('the way visits every stop once, is never longer than the order it was given, and leaves what has no place for the end', () => {
  for (let seed = 1; seed <= 30; seed += 1) {
    const throwDie = dice(seed)
    const stops = Array.from({ length: 12 }, (_, n) => ({ n, place: n === 5 ? undefined : { lng: 123 + throwDie() / 50, lat: 29 + throwDie() / 50 } }))
    const start = { lng: 123, lat: 29 }
    const way = walk(stops, (stop) => stop.place, start)
    expect(way.map(({ n }) => n).sort((a, b) => a - b)).toEqual(stops.map(({ n }) => n))
    expect(way.at(-1)?.n).toBe(5)
    const length = (list: typeof stops) => list.reduce(([sum, here], { place }): [number, Place] => (place ? [sum + metres(here, place), place] : [sum, here]), [0, start] as [number, Place])[0]
    expect(length(way)).toBeLessThanOrEqual(length(stops) + 1)
  }
})

test.each([
  ['received', 'drainage', ['look']],
  ['handled', 'drainage', ['check']],
  ['handled', 'own', []],
  ['dispatched', 'own', ['accept']],
  ['dispatched', 'drainage', []],
  ['handling', 'own', ['handle']],
  ['replied', 'own', []],
])('a case that is %s under %s asks for %j', (state, department, doings) => {
  const line = { number: 'N1', state, due_at: null, department: { code: department, name: '', name_en: '' } } as unknown as CaseLine
  const me = { name: 'dengyilan', department: 'own' } as Me
  expect(tasksOf(line, undefined, me).map(({ doing }) => doing)).toEqual(doings)
})
