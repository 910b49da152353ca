// What a net changes, as rows to read and borders to draw.

import type { Diff } from './api'
import type { GridCollection, GridFeature } from './ground'

export type Fate = 'changed' | 'worker' | 'new' | 'gone'

interface Part {
  readonly grid: string
  readonly share: number
  readonly households: number
}

interface Told {
  readonly code: string
  readonly fate: string
  readonly households_before?: number | null
  readonly households_after?: number | null
  readonly worker_before?: string | null
  readonly worker_after?: string | null
  readonly successors?: readonly Part[]
  readonly came_from?: readonly Part[]
}

export interface Row {
  readonly code: string
  readonly name: string
  readonly fate: Fate
  readonly householdsBefore: number | null
  readonly householdsAfter: number | null
  readonly workerBefore: string
  readonly workerAfter: string
  /** Where its ground goes, the largest part first; what is under a hundredth is the width of a line. */
  readonly goesTo: readonly Part[]
}

const WIDTH_OF_A_LINE = 0.01

/** The rows of a difference, in the order of the codes. */
export function rows(diff: Diff, names: ReadonlyMap<string, string>): Row[] {
  return (diff.grids as unknown as readonly Told[])
    .map((told) => ({
      code: told.code,
      name: names.get(told.code) ?? '',
      fate: fateOf(told),
      householdsBefore: told.households_before ?? null,
      householdsAfter: told.households_after ?? null,
      workerBefore: told.worker_before ?? '',
      workerAfter: told.worker_after ?? '',
      goesTo: (told.successors ?? []).filter((part) => part.share >= WIDTH_OF_A_LINE).toSorted((a, b) => b.share - a.share),
    }))
    .toSorted((a, b) => a.code.localeCompare(b.code))
}

/** A grid whose ground stays whole and only gets another worker is not drawn as one whose borders move. */
function fateOf(told: Told): Fate {
  if (told.fate === 'new' || told.fate === 'gone') return told.fate
  const stays = (parts: readonly Part[] | undefined) => parts?.length === 1 && parts[0]?.grid === told.code && parts[0].share > 1 - 1e-6
  return stays(told.successors) && stays(told.came_from) && told.worker_before !== told.worker_after ? 'worker' : 'changed'
}

/** The borders of the grids that change: as they were, and as they will be. */
export function borders(all: readonly Row[], from: GridCollection, to: GridCollection): { before: GridCollection; after: GridCollection } {
  const fates = new Map(all.map((row) => [row.code, row.fate]))
  const touched = (feature: GridFeature) => fates.has(feature.properties.code)
  const withFate = (feature: GridFeature): GridFeature => ({ ...feature, properties: { ...feature.properties, fate: fates.get(feature.properties.code) } as GridFeature['properties'] })
  const gone = from.features.filter((feature) => fates.get(feature.properties.code) === 'gone')
  return {
    before: { type: 'FeatureCollection', features: from.features.filter(touched) },
    after: { type: 'FeatureCollection', features: [...to.features.filter(touched), ...gone].map(withFate) },
  }
}

/** Why a net cannot take effect yet; empty when nothing stands against it. */
export function obstacles(diff: Diff): { uncovered: number; overlaps: number; unplaced: number } {
  return { uncovered: diff.uncovered.length, overlaps: diff.overlaps.length, unplaced: diff.cases.unplaced }
}
