// Every word of every folder stands in both languages, with the same slots.

import { expect, test } from 'vitest'
import type { Words } from '.'

const all = import.meta.glob<Record<string, unknown>>('../**/words.ts', { eager: true })
const slots = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map((found) => found[1]).sort()

test('the catalogues are found', () => {
  expect(Object.keys(all).length).toBeGreaterThan(3)
})

for (const [file, module] of Object.entries(all)) {
  for (const [name, words] of Object.entries(module) as [string, Words][]) {
    if (typeof words !== 'object' || words === null) continue
    test(`${file} ${name} is whole in both languages`, () => {
      for (const [key, pair] of Object.entries(words)) {
        if (!Array.isArray(pair)) continue
        expect(pair[0].trim(), key).not.toBe('')
        expect(pair[1].trim(), key).not.toBe('')
        expect(slots(pair[1]), key).toEqual(slots(pair[0]))
      }
    })
    test(`${file} ${name} has no Chinese where English is wanted`, () => {
      for (const [key, pair] of Object.entries(words)) {
        if (!Array.isArray(pair) || key === 'to_zh') continue
        expect(/[\u4e00-\u9fff]/.test(pair[1]), `${key}: ${pair[1]}`).toBe(false)
      }
    })
  }
}
