import { expect, it } from 'vitest'
import { aWeekAgo, dayOf, daysFrom, untilMidnight, weekOf } from './days'

it('the day begins at midnight in Beijing, not in Greenwich', () => {
  expect(dayOf(Date.parse('2026-11-22T15:59:59Z'))).toBe('2026-11-22')
  expect(dayOf(Date.parse('2026-11-22T16:00:00Z'))).toBe('2026-11-23')
})

it('days are counted over the end of a month and a year', () => {
  expect(daysFrom('2026-12-31', 1)).toBe('2027-01-01')
  expect(daysFrom('2028-03-01', -1)).toBe('2028-02-29')
})

it('a week is from Monday to Sunday, on a Sunday too', () => {
  expect(weekOf('2026-11-23')[0]).toBe('2026-11-23')
  expect(weekOf('2026-11-29')).toEqual(weekOf('2026-11-23'))
  expect(weekOf('2026-11-29').at(-1)).toBe('2026-11-29')
})

it('the same moment a week ago keeps its hour', () => {
  expect(aWeekAgo(Date.parse('2026-11-23T02:30:00Z'))).toBe('2026-11-16T02:30:00.000Z')
})

it('midnight is never further than a day', () => {
  expect(untilMidnight(Date.parse('2026-11-22T16:00:00Z'))).toBe(86_400_000)
  expect(untilMidnight(Date.parse('2026-11-22T15:59:59Z'))).toBe(1_000)
})
