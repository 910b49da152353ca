import { expect, it } from 'vitest'
import { legend, shadeOf, steps } from './shades'

it.each([0, 1, 2, 5, 6, 9, 40, 300, 12_345, 100_000])('the shades for %i ascend from one, are few, and reach the largest', (largest) => {
  const bounds = steps(largest)
  expect(bounds[0]).toBe(1)
  expect(bounds.length).toBeLessThanOrEqual(5)
  expect(bounds).toEqual([...new Set(bounds)].sort((a, b) => a - b))
  if (largest > 0) expect(bounds.at(-1)).toBeLessThanOrEqual(largest)
})

it('nothing has no shade, and every bound begins its own', () => {
  const bounds = steps(40)
  expect(shadeOf(0, bounds)).toBe(0)
  bounds.forEach((bound, i) => expect(shadeOf(bound, bounds)).toBe(i + 1))
})

it('the legend leaves no count between two shades', () => {
  expect(legend([1, 2, 5, 20])).toEqual(['1', '2–4', '5–19', '≥ 20'])
})
