import { describe, expect, it } from 'vitest'
import type { Diff } from './api'
import { borders, obstacles, rows } from './diff'
import type { GridCollection } from './ground'

const part = (grid: string, share: number) => ({ grid, share, households: 10, area_m2: 1 })
const diff = {
  from: 1, to: 2, counts: { kept: 7, changed: 2, new: 1, gone: 1 }, households: {}, workers: [],
  grids: [
    { code: '2', fate: 'changed', households_before: 350, households_after: 313, worker_before: 'a', worker_after: 'b', came_from: [part('2', 1)], successors: [part('3', 0.1), part('2', 0.895), part('9', 0.005)] },
    { code: '1', fate: 'changed', households_before: 352, households_after: 352, worker_before: 'a', worker_after: 'c', came_from: [part('1', 1)], successors: [part('1', 1)] },
    { code: '4', fate: 'gone', households_before: 300, successors: [part('2', 1)] },
    { code: '5', fate: 'new', households_after: 320 },
  ],
  cases: { stay: 100, move_grid: 3, unplaced: 1, items: [] }, uncovered: [{}], overlaps: [],
} as unknown as Diff

const ground = (...codes: string[]): GridCollection => ({
  type: 'FeatureCollection',
  features: codes.map((code) => ({ type: 'Feature', properties: { code, name: code, community: '', households: 1 }, geometry: { type: 'MultiPolygon', coordinates: [] } })),
})

describe('a difference of nets', () => {
  const all = rows(diff, new Map([['1', '第一网格']]))

  it('is told in the order of the codes, by name where there is one', () => {
    expect(all.map((row) => [row.code, row.name, row.fate])).toEqual([['1', '第一网格', 'worker'], ['2', '', 'changed'], ['4', '', 'gone'], ['5', '', 'new']])
  })

  it('names the larger part first and leaves out what is only the width of a line', () => {
    expect(all[1]?.goesTo.map((to) => to.grid)).toEqual(['2', '3'])
  })

  it('draws what changes and nothing else, and what is gone where it was', () => {
    const drawn = borders(all, ground('1', '2', '3', '4'), ground('1', '2', '3', '5'))
    expect(drawn.before.features.map((feature) => feature.properties.code)).toEqual(['1', '2', '4'])
    expect(drawn.after.features.map((feature) => [feature.properties.code, (feature.properties as unknown as { fate: string }).fate]))
      .toEqual([['1', 'worker'], ['2', 'changed'], ['5', 'new'], ['4', 'gone']])
  })

  it('says what stands against it', () => {
    expect(obstacles(diff)).toEqual({ uncovered: 1, overlaps: 0, unplaced: 1 })
  })
})
