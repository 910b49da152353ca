import { expect, it } from 'vitest'
import { cityInstant, cityLocal } from './standing'

it('what a field shows is the clock of the city, wherever the browser stands', () => {
  expect(cityLocal('2026-11-30T16:00:00Z')).toBe('2026-12-01T00:00')
  expect(cityInstant('2026-12-01T00:00')).toBe('2026-12-01T00:00:00+08:00')
  expect(cityLocal(cityInstant('2026-12-07T05:42'))).toBe('2026-12-07T05:42')
  expect(cityInstant('')).toBe('')
})
