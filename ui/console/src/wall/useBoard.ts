// The wall's data: one line of events, counts that follow it at a steady pace, and what changes slowly every few minutes.
// Whatever it keeps is bounded, and all of it ends with the page.

import { onScopeDispose, ref, shallowRef } from 'vue'
import { asRefused, type Refused } from '@/api/refused'
import { loadGround } from '@/grids/api'
import type { Grid } from '@/grids/ground'
import { DayCounts, loadMonth, loadPresent, loadTopics, type Indicator, type Present, type Topic, type Weeks } from './board'
import { listen, type Happening, type Line } from './feed'
import { latest, paced } from './pace'

const GAP = 5_000
const AT_LEAST_EVERY = 60_000
const SLOWLY = 5 * 60_000
const SHOWN = 12
const EMERGENCIES = 3
const FLASH = 4_000

export function useBoard(readsFigures: () => boolean) {
  const present = shallowRef<Present | null>(null)
  const weeks = shallowRef<Weeks | null>(null)
  const topics = shallowRef<readonly Topic[] | null>(null)
  const month = shallowRef<readonly Indicator[] | null>(null)
  const grids = shallowRef<readonly Grid[]>([])
  const happenings = shallowRef<readonly Happening[]>([])
  const emergencies = shallowRef<readonly Happening[]>([])
  const flashing = shallowRef<readonly string[]>([])
  const line = ref<Line>('connecting')
  const refused = shallowRef<Refused | null>(null)
  const countedAt = ref<string | null>(null)
  const days = new DayCounts()
  const ended = new AbortController()
  let dimming: ReturnType<typeof setTimeout> | undefined

  async function attempt(work: () => Promise<void>): Promise<void> {
    try {
      await work()
      refused.value = null
    } catch (thrown) {
      // What was counted last stays on the wall, under the time at which it was counted.
      if (!ended.signal.aborted) refused.value = asRefused(thrown)
    }
  }

  const quick = paced(() => attempt(async () => {
    const now = Date.now()
    const [counted, both] = await Promise.all([loadPresent(now, ended.signal), days.weeks(now, ended.signal)])
    if (ended.signal.aborted) return
    flash(present.value, counted)
    present.value = counted
    weeks.value = both
    countedAt.value = new Date(now).toISOString()
  }), GAP)

  const slow = paced(() => attempt(async () => {
    const [spoken, figures, ground] = await Promise.all([
      loadTopics(ended.signal),
      readsFigures() ? loadMonth(ended.signal) : null,
      loadGround(ended.signal),
    ])
    if (ended.signal.aborted) return
    topics.value = spoken
    month.value = figures
    // The map keeps what it has drawn while nothing changed.
    if (JSON.stringify(ground) !== JSON.stringify(grids.value)) grids.value = ground
  }), GAP)

  /** The grids whose number changed light up for a moment. */
  function flash(before: Present | null, now: Present): void {
    if (!before) return
    const codes = new Set([...before.counts.open.keys(), ...now.counts.open.keys()])
    flashing.value = [...codes].filter((code) => before.counts.open.get(code) !== now.counts.open.get(code))
    clearTimeout(dimming)
    dimming = setTimeout(() => { flashing.value = [] }, FLASH)
  }

  const stop = listen({
    heard(happening) {
      happenings.value = latest(happenings.value, happening, SHOWN)
      if (happening.emergency) emergencies.value = latest(emergencies.value, happening, EMERGENCIES)
      quick.ask()
    },
    line(state) { line.value = state },
    back() { quick.ask() },
    // Asking for the counts finds out whether it was the session, and has the login asked for on top of the page.
    refused() { quick.ask() },
  })
  const beats = [setInterval(() => quick.ask(), AT_LEAST_EVERY), setInterval(() => slow.ask(), SLOWLY)]
  quick.ask()
  slow.ask()

  onScopeDispose(() => {
    ended.abort()
    stop()
    quick.stop()
    slow.stop()
    clearTimeout(dimming)
    beats.forEach(clearInterval)
  })

  function acknowledge(happening: Happening): void {
    emergencies.value = emergencies.value.filter((one) => one !== happening)
  }

  return { present, weeks, topics, month, grids, happenings, emergencies, flashing, line, refused, countedAt, acknowledge, again: () => { quick.ask(); slow.ask() } }
}
