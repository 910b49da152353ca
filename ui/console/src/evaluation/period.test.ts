import { expect, it } from 'vitest'
import { firstDay, periodOf, shifted, spanOf } from './period'

it('a day lies in a month, a quarter and a year', () => {
  expect(periodOf('2026-11-23', 'month')).toBe('2026-11')
  expect(periodOf('2026-11-23', 'quarter')).toBe('2026-Q4')
  expect(periodOf('2026-03-31', 'quarter')).toBe('2026-Q1')
  expect(periodOf('2026-11-23', 'year')).toBe('2026')
})

it.each([['2026-01', -1, '2025-12'], ['2026-12', 1, '2027-01'], ['2026-Q1', -1, '2025-Q4'], ['2026-Q4', 1, '2027-Q1'], ['2026', -1, '2025'], ['2026-11', -12, '2025-11']])(
  '%s shifted by %i is %s', (from, by, to) => { expect(shifted(from, by)).toBe(to) })

it('every period knows its span and begins on its first day', () => {
  expect(['2026', '2026-Q3', '2026-09'].map(spanOf)).toEqual(['year', 'quarter', 'month'])
  expect(['2026', '2026-Q3', '2026-09'].map(firstDay)).toEqual(['2026-01-01', '2026-07-01', '2026-09-01'])
})
