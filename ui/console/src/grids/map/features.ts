// What the page knows, as features for the map.

import type { Bubble, Grid, Spot } from '../ground'

export interface CasePoint {
  readonly number: string
  readonly at: Spot
  readonly late: boolean
}

interface PointFeature {
  readonly type: 'Feature'
  readonly properties: Readonly<Record<string, unknown>>
  readonly geometry: { readonly type: 'Point'; readonly coordinates: Spot }
}

export interface Points {
  readonly type: 'FeatureCollection'
  readonly features: readonly PointFeature[]
}

function points<T>(things: readonly T[], at: (thing: T) => Spot, told: (thing: T) => Readonly<Record<string, unknown>>): Points {
  return {
    type: 'FeatureCollection',
    features: things.map((thing) => ({ type: 'Feature', properties: told(thing), geometry: { type: 'Point', coordinates: at(thing) } })),
  }
}

export const namesOf = (grids: readonly Grid[]): Points => points(grids, (grid) => grid.middle, ({ name }) => ({ name }))

/** Overdue cases are told beside the count, so that the red ring is not their only sign. */
export const bubblesOf = (all: readonly Bubble[]): Points => points(all, (bubble) => bubble.middle, ({ id, count, late }) => ({ id, count, late, label: late ? `${count}\n!${late}` : String(count) }))

export const casesOf = (all: readonly CasePoint[]): Points => points(all, (one) => one.at, ({ number, late }) => ({ number, late }))

export const pointOf = (at: Spot | null): Points => points(at ? [at] : [], (spot) => spot, () => ({}))
