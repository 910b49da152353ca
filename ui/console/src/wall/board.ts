// What the wall shows, read from the doors that everybody else reads: counts of lists, topics, figures. Each carries the
// question whose list it opens.

import { api, ask, type Schemas } from '@/api/client'
import { byValue, list, loadCounts, tally, type Counts } from '@/grids/api'
import { aWeekAgo, dayOf, daysFrom, weekOf } from './days'

export type Query = Readonly<Record<string, string>>

export interface Figure {
  readonly count: number
  /** Whether there are more than were counted. */
  readonly atLeast?: boolean
  readonly query: Query
}

export interface Bar {
  readonly code: string
  readonly count: number
  readonly late?: number
  readonly query: Query
}

/** What changes with every case. */
export interface Present {
  readonly open: Figure
  readonly late: Figure
  readonly soon: Figure
  readonly today: Figure
  readonly lastWeek: Figure
  readonly states: readonly Bar[]
  readonly channels: readonly Bar[]
  readonly departments: readonly Bar[]
  readonly counts: Counts
}

/** How far ahead a deadline is about to be missed. */
export const SOON_HOURS = 24
const PAGE = 200
const MOST_PAGES = 5

/** Open cases whose deadline falls into the next hours. The list begins with what is overdue, so some pages may pass first. */
export async function countSoon(now: number, read: typeof list, signal?: AbortSignal): Promise<Figure> {
  const until = now + SOON_HOURS * 3_600_000
  const query = { open: 'true', sort: 'due_at' }
  let found = 0
  let cursor = ''
  for (let page = 0; page < MOST_PAGES; page++) {
    const { items, next } = await read({ ...query, limit: String(PAGE), ...(cursor ? { cursor } : {}) }, signal)
    const due = items.map((line) => (line.due_at ? Date.parse(line.due_at) : Infinity))
    found += due.filter((at) => at > now && at <= until).length
    if (!next || due.some((at) => at > until)) return { count: found, query }
    cursor = next
  }
  return { count: found, atLeast: true, query }
}

const DEPARTMENTS = 18

export async function loadPresent(now: number, signal?: AbortSignal): Promise<Present> {
  const today = dayOf(now)
  const before = { from: daysFrom(today, -7), to: aWeekAgo(now) }
  const [states, open, late, channels, lastWeek, soon, counts] = await Promise.all([
    tally('state', { open: 'true' }, signal),
    tally('department', { open: 'true' }, signal),
    tally('department', { overdue: 'true' }, signal),
    tally('channel', { from: today }, signal),
    tally('state', before, signal),
    countSoon(now, list, signal),
    loadCounts(signal),
  ])
  const lateOf = byValue(late)
  const bars = (counted: Schemas['Tally'], query: (code: string) => Query): Bar[] =>
    counted.counts.map(({ value, count }) => ({ code: value, count, query: query(value) }))
  return {
    open: { count: states.total, query: { open: 'true' } },
    late: { count: late.total, query: { overdue: 'true', sort: 'due_at' } },
    soon,
    today: { count: channels.total, query: { from: today } },
    lastWeek: { count: lastWeek.total, query: before },
    states: bars(states, (state) => ({ state })),
    channels: bars(channels, (channel) => ({ channel, from: today })),
    departments: bars(open, (department) => ({ department, open: 'true' }))
      .filter((bar) => bar.code !== '').slice(0, DEPARTMENTS).map((bar) => ({ ...bar, late: lateOf.get(bar.code) ?? 0 })),
    counts,
  }
}

export interface Day {
  readonly day: string
  readonly count: number | null
}

export interface Weeks {
  readonly present: readonly Day[]
  readonly past: readonly Day[]
}

/** Days that are over do not change; they are counted once. */
export class DayCounts {
  private known = new Map<string, number>()

  async weeks(now: number, signal?: AbortSignal): Promise<Weeks> {
    const today = dayOf(now)
    const week = weekOf(today)
    const past = weekOf(daysFrom(today, -7))
    const wanted = [...past, ...week].filter((day) => day <= today)
    const counted = await Promise.all(wanted.map(async (day) => [day, await this.count(day, today, signal)] as const))
    // Only these days are kept, so that a wall that runs for months holds no more than one of today.
    this.known = new Map(counted)
    const of = (day: string): Day => ({ day, count: this.known.get(day) ?? null })
    return { present: week.map(of), past: past.map(of) }
  }

  private async count(day: string, today: string, signal?: AbortSignal): Promise<number> {
    const known = this.known.get(day)
    // Yesterday is counted once more: the last count of it may have been taken before midnight.
    if (known !== undefined && day < daysFrom(today, -1)) return known
    return (await tally('state', { from: day, to: day }, signal)).total
  }
}

export type Topic = Schemas['TopicView']
export type Indicator = Schemas['FigureView']

/** The figures of the month that stand on the wall. */
export const ON_THE_WALL = ['on_time_rate', 'response_rate', 'resolution_rate', 'satisfaction_rate', 'first_dispatch_right', 'return_rate'] as const

export async function loadTopics(signal?: AbortSignal): Promise<readonly Topic[]> {
  const { items } = await ask(api.GET('/api/v1/triage/topics', { params: { query: { days: 7 } }, signal }))
  return items.slice(0, 6)
}

export async function loadMonth(signal?: AbortSignal): Promise<readonly Indicator[]> {
  const report = await ask(api.GET('/api/v1/evaluation/report', { signal }))
  return ON_THE_WALL.flatMap((code) => report.figures.filter((figure) => figure.code === code))
}
