import { expect, it } from 'vitest'
import { stage } from './stage'

it.each([
  [1920, 1080, 'standard', 1],
  [3840, 2160, 'standard', 2],
  [3840, 1080, 'wide', 1],
  [7680, 2160, 'wide', 2],
  [2560, 1080, 'standard', 1],
  [1366, 768, 'standard', 0.711],
  [1080, 1920, 'stacked', 1],
  [480, 270, 'stacked', 1],
])('a window of %i by %i is %s with the factor %f', (width, height, layout, factor) => {
  const found = stage(width, height)
  expect(found.layout).toBe(layout)
  expect(found.factor).toBeCloseTo(factor, 3)
})
