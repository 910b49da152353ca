// Days of the city. Its clock is Beijing's, which knows no summer time, so a day is always 24 hours.

const ZONE_MS = 8 * 3_600_000
const DAY_MS = 86_400_000

/** `2026-11-23` at this instant. */
export function dayOf(now: number): string {
  return new Date(now + ZONE_MS).toISOString().slice(0, 10)
}

/** The day so many days later, or earlier. */
export function daysFrom(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10)
}

/** The same moment a week ago, as an instant. */
export function aWeekAgo(now: number): string {
  return new Date(now - 7 * DAY_MS).toISOString()
}

/** The Monday to Sunday that this day lies in. */
export function weekOf(day: string): string[] {
  const weekday = (new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7
  const monday = daysFrom(day, -weekday)
  return Array.from({ length: 7 }, (_, i) => daysFrom(monday, i))
}

/** Milliseconds until the next day begins. */
export function untilMidnight(now: number): number {
  return DAY_MS - ((now + ZONE_MS) % DAY_MS)
}
