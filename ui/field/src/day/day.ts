// The day's snapshot: the cases of one's own area, what they say, and one's own grids. At most 200 cases, masked, sealed, and gone with the
// lease.

import { get, type CaseLine, type KindView, type Me, type WholeCase } from '@/api/client'
import type { Database } from '@/vault/database'
import type { Vault } from '@/vault/vault'
import { mask } from './mask'
import { needsReading, tasksOf, type Task } from './tasks'
import type { Place } from './route'

/** What lies on the phone for a day. */
export interface Day {
  me: Me
  /** When the server was asked, in milliseconds since 1970. */
  at: number
  cases: { line: CaseLine; whole?: WholeCase }[]
  grids: Grid[]
  kinds: { code: string; name: string; name_en: string }[]
}

/** A grid of one's own community. */
export interface Grid {
  code: string
  name: string
  own: boolean
  rings: [number, number][][]
}

/** The most cases that may lie on a phone (security design, offline exception). */
export const MOST_CASES = 200

/** How many cases are read at once: enough to be quick, few enough for a bad line. */
const AT_ONCE = 4

/** Asks the server for the day. Cases that did not change since are taken from the day before. */
export async function fetchDay(me: Me, before: Day | undefined, now: number): Promise<Day> {
  const [page, map, kinds] = await Promise.all([
    get<{ items: CaseLine[] }>(`/api/v1/cases?open=true&sort=due_at&limit=${MOST_CASES}`),
    get<GridMap>('/api/v1/grids.geojson'),
    get<KindView[] | { items: KindView[] }>('/api/v1/rulebook/kinds'),
  ])
  const known = new Map(before?.cases.map((kept) => [kept.line.number, kept]))
  const lines = [...page.items]
  const cases: Day['cases'] = []
  const reader = async () => {
    for (let line = lines.shift(); line; line = lines.shift()) {
      const kept = known.get(line.number)
      const same = kept?.whole && kept.line.version === line.version ? kept.whole : undefined
      const whole = needsReading(line) ? (same ?? (await get<WholeCase>(`/api/v1/cases/${line.number}`))) : undefined
      cases.push(mask({ line, whole }))
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, reader))
  const place = new Map(page.items.map((line, n) => [line.number, n]))
  cases.sort((a, b) => (place.get(a.line.number) ?? 0) - (place.get(b.line.number) ?? 0))
  const minor = (Array.isArray(kinds) ? kinds : kinds.items).filter((kind) => kind.parent)
  return { me, at: now, cases, grids: gridsOf(map, me), kinds: minor.map(({ code, name, name_en }) => ({ code, name, name_en })) }
}

/** Keeps the day, sealed. */
export async function keepDay(db: Database, vault: Vault, day: Day): Promise<void> {
  await db.put('kept', await vault.seal(day, 'day'), 'day')
}

/** The day that was kept. */
export async function keptDay(db: Database, vault: Vault): Promise<Day | undefined> {
  const sealed = await db.get('kept', 'day')
  return sealed && vault.unseal<Day>(sealed, 'day')
}

/** Everything there is to do. */
export function tasksOfDay(day: Day): Task[] {
  return day.cases.flatMap(({ line, whole }) => tasksOf(line, whole, day.me))
}

/** Where the case is. */
export function placeOf(day: Day, number: string): Place | undefined {
  return day.cases.find(({ line }) => line.number === number)?.line.location ?? undefined
}

/** The middle of one's own grid, or of the whole community: where the way begins when nobody knows better. */
export function middleOf(grids: Grid[]): Place | undefined {
  const own = grids.filter((grid) => grid.own)
  const points = (own.length > 0 ? own : grids).flatMap((grid) => grid.rings.flat())
  if (points.length === 0) return undefined
  const mean = (axis: 0 | 1) => points.reduce((sum, point) => sum + point[axis], 0) / points.length
  return { lng: mean(0), lat: mean(1) }
}

interface GridMap {
  features: {
    properties: { code: string; name: string; community: string; worker?: { name: string } | null }
    geometry: { coordinates: [number, number][][][] }
  }[]
}

/** Grids around the worker: those of their area, however large it is. */
function gridsOf(map: GridMap, me: Me): Grid[] {
  const area = significant(me.area ?? '')
  const near = map.features.filter(({ properties }) => area !== '' && properties.community.startsWith(area))
  return near.map(({ properties, geometry }) => ({
    code: properties.code,
    name: properties.name,
    own: properties.worker?.name === me.display,
    rings: geometry.coordinates.flat(),
  }))
}

/** The digits that tell an area from its siblings, as GB/T 2260 and GB/T 10114 pad them. */
function significant(code: string): string {
  let text = code
  while (text.length > 6 && text.endsWith('000')) text = text.slice(0, -3)
  while (text.length <= 6 && text.length > 2 && text.endsWith('00')) text = text.slice(0, -2)
  return text
}
