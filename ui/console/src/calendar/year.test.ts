// A year is laid out by weeks from Monday on, and what is out of the ordinary is told as stretches.

import { expect, test } from 'vitest'
import { monthsOf, stretches } from './year'

const day = (date: string, working: boolean, name: string) => ({ date, working, name })
const year = { year: 2026, exceptions: [day('2026-10-01', false, '国庆节'), day('2026-10-02', false, '国庆节'), day('2026-10-03', false, '国庆节'), day('2026-10-10', true, '国庆节调休'), day('2026-12-31', false, '')] }

test('weeks begin on Monday, and every month is whole', () => {
  const months = monthsOf(year)
  // The first of October 2026 is a Thursday.
  expect(months[9]?.weeks[0]?.map((one) => one?.number ?? 0)).toEqual([0, 0, 0, 1, 2, 3, 4])
  expect(months.map((month) => month.weeks.flat().filter(Boolean).length).reduce((a, b) => a + b)).toBe(365)
  expect(months[1]?.weeks.flat().filter(Boolean)).toHaveLength(28)
})

test('a day is what the calendar says, else what its day of the week says', () => {
  const october = monthsOf(year)[9]?.weeks.flat() ?? []
  const sort = (number: number) => october.find((one) => one?.number === number)?.sort
  expect([sort(1), sort(4), sort(5), sort(10)]).toEqual(['holiday', 'rest', 'working', 'makeup'])
  // 22 days from Monday to Friday, two of them holidays, one Saturday worked instead.
  expect(monthsOf(year)[9]?.workingDays).toBe(21)
})

test('days of one name are one stretch', () => {
  expect(stretches(monthsOf(year))).toEqual([
    { from: '2026-10-01', to: '2026-10-03', name: '国庆节', sort: 'holiday' },
    { from: '2026-10-10', to: '2026-10-10', name: '国庆节调休', sort: 'makeup' },
    { from: '2026-12-31', to: '2026-12-31', name: '', sort: 'holiday' },
  ])
})
