import { describe, expect, it } from 'vitest'
import { around, bubbles, levelFor, readGround, type GridCollection } from './ground'

function square(code: string, west: number, south: number, side = 0.01): GridCollection['features'][number] {
  const [east, north] = [west + side, south + side]
  const ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
  return {
    type: 'Feature',
    properties: { code, name: `${code} 网格`, community: code.slice(0, 12), households: 400, worker: { name: '任正澜', phone: '0990' } },
    geometry: { type: 'MultiPolygon', coordinates: [[ring]] },
  }
}

const CODES = ['9901020010010001', '9901020010010002', '9901020010020001', '9901030010010001']
const city: GridCollection = { type: 'FeatureCollection', features: CODES.map((code, i) => square(code, 123 + i * 0.01, 29)) }

describe('ground', () => {
  it('a square is centred where it stands', () => {
    const [grid] = readGround({ type: 'FeatureCollection', features: [square(CODES[0] ?? '', 123.4, 29.3)] })
    expect(grid?.middle[0]).toBeCloseTo(123.405, 9)
    expect(grid?.middle[1]).toBeCloseTo(29.305, 9)
    expect(grid?.extent.map((edge) => edge.toFixed(6))).toEqual(['123.400000', '29.300000', '123.410000', '29.310000'])
  })

  it('of an exclave and its mainland the larger gives the middle, and both the extent', () => {
    const far = square('1', 125, 31, 0.001).geometry.coordinates
    const near = square('1', 123, 29).geometry.coordinates
    const feature = { ...square('1', 123, 29), geometry: { type: 'MultiPolygon', coordinates: [...far, ...near] } } as GridCollection['features'][number]
    const [grid] = readGround({ type: 'FeatureCollection', features: [feature] })
    expect(grid?.middle[0]).toBeCloseTo(123.005, 6)
    expect(grid?.extent[2]).toBeCloseTo(125.001, 6)
  })

  it('a feature without ground is left out', () => {
    const empty = { ...square('1', 0, 0), geometry: { type: 'MultiPolygon', coordinates: [] } } as GridCollection['features'][number]
    expect(readGround({ type: 'FeatureCollection', features: [empty] })).toEqual([])
  })

  it('nothing has no extent', () => {
    expect(around([])).toBeNull()
  })
})

describe('bubbles', () => {
  const grids = readGround(city)
  const open = new Map([[CODES[0] ?? '', 3], [CODES[1] ?? '', 1], [CODES[3] ?? '', 5]])
  const late = new Map([[CODES[0] ?? '', 2]])

  it('every level counts every case exactly once', () => {
    for (const level of ['grid', 'community', 'street'] as const) {
      const drawn = bubbles(grids, open, late, level)
      expect(drawn.reduce((sum, bubble) => sum + bubble.count, 0), level).toBe(9)
      expect(drawn.reduce((sum, bubble) => sum + bubble.late, 0), level).toBe(2)
    }
  })

  it('a grid without open cases has no circle', () => {
    expect(bubbles(grids, open, late, 'grid').map((bubble) => bubble.id)).toEqual([CODES[0], CODES[1], CODES[3]])
  })

  it('a circle of many stands nearer to where the cases are', () => {
    const [community] = bubbles(grids, open, late, 'community')
    const [first, second] = [grids[0]?.middle[0] ?? 0, grids[1]?.middle[0] ?? 0]
    expect(community?.middle[0]).toBeCloseTo((3 * first + second) / 4, 9)
  })

  it('more grids in view are put together further', () => {
    expect([10, 60, 61, 900, 901].map(levelFor)).toEqual(['grid', 'grid', 'community', 'community', 'street'])
  })
})
