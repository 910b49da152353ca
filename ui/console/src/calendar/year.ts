// The days of a year as weeks and months: which are worked on, from what the server says is out of the ordinary.

import type { Schemas } from '@/api/client'

export type DaySort = 'working' | 'rest' | 'holiday' | 'makeup'

export interface Day {
  /** `2026-10-01`. */
  readonly date: string
  readonly number: number
  readonly sort: DaySort
  /** What the calendar calls it. */
  readonly name: string
}

export interface Month {
  readonly month: number
  /** Weeks from Monday on; what belongs to other months is empty. */
  readonly weeks: readonly (readonly (Day | null)[])[]
  readonly workingDays: number
}

type Year = Pick<Schemas['YearView'], 'year' | 'exceptions'>

/** The twelve months. */
export function monthsOf({ year, exceptions }: Year): Month[] {
  const special = new Map(exceptions.map((day) => [day.date, day]))
  return Array.from({ length: 12 }, (_, i) => monthOf(year, i + 1, special))
}

function monthOf(year: number, month: number, special: ReadonlyMap<string, Schemas['DayView']>): Month {
  const length = new Date(Date.UTC(year, month, 0)).getUTCDate()
  const first = weekday(year, month, 1)
  const cells: (Day | null)[] = Array.from({ length: first }, () => null)
  for (let number = 1; number <= length; number++) {
    const date = `${year}-${String(month).padStart(2, '0')}-${String(number).padStart(2, '0')}`
    const told = special.get(date)
    const weekend = weekday(year, month, number) >= 5
    cells.push({ date, number, sort: sortOf(weekend, told), name: told?.name ?? '' })
  }
  while (cells.length % 7 !== 0) cells.push(null)
  const weeks = Array.from({ length: cells.length / 7 }, (_, week) => cells.slice(week * 7, week * 7 + 7))
  const workingDays = cells.filter((day) => day?.sort === 'working' || day?.sort === 'makeup').length
  return { month, weeks, workingDays }
}

function sortOf(weekend: boolean, told: Schemas['DayView'] | undefined): DaySort {
  if (!told) return weekend ? 'rest' : 'working'
  if (told.working) return weekend ? 'makeup' : 'working'
  return 'holiday'
}

/** 0 is Monday. */
function weekday(year: number, month: number, day: number): number {
  return (new Date(Date.UTC(year, month - 1, day)).getUTCDay() + 6) % 7
}

export interface Stretch {
  readonly from: string
  readonly to: string
  readonly name: string
  readonly sort: DaySort
}

/** Days of one name and sort that follow each other, as one line to read. */
export function stretches(months: readonly Month[]): Stretch[] {
  const days = months.flatMap((month) => month.weeks.flat()).filter((day) => day !== null)
  const found: Stretch[] = []
  let before: Day | null = null
  for (const day of days) {
    const last = found.at(-1)
    const goesOn = before !== null && last?.to === before.date && last.name === day.name && last.sort === day.sort
    if (goesOn && last) found[found.length - 1] = { ...last, to: day.date }
    else if (day.name || day.sort === 'makeup' || day.sort === 'holiday') found.push({ from: day.date, to: day.date, name: day.name, sort: day.sort })
    before = day
  }
  return found
}
