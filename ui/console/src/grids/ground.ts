// The ground of the city as a map needs it: each grid's middle and extent, and how counts of grids add up to counts of
// communities and streets, so that the browser draws some dozens of circles however many cases there are.

export type Spot = readonly [lng: number, lat: number]
export type Extent = readonly [west: number, south: number, east: number, north: number]

/** A grid, as the map of grids tells it. */
export interface Grid {
  readonly code: string
  readonly name: string
  readonly community: string
  readonly households: number
  readonly worker: { readonly name: string; readonly phone: string } | null
  readonly middle: Spot
  readonly extent: Extent
}

/** As much of GeoJSON (RFC 7946) as the doors speak. */
export interface GridFeature {
  readonly type: 'Feature'
  readonly id?: string
  readonly properties: {
    readonly code: string
    readonly name: string
    readonly community: string
    readonly households: number
    readonly worker?: { readonly name: string; readonly phone: string } | string | null
  }
  readonly geometry: { readonly type: 'MultiPolygon'; readonly coordinates: readonly (readonly Ring[])[] }
    | { readonly type: 'Polygon'; readonly coordinates: readonly Ring[] }
}

export interface GridCollection {
  readonly type: 'FeatureCollection'
  readonly features: readonly GridFeature[]
}

type Ring = readonly (readonly number[])[]

/** The grids of a map; a feature without ground is left out, since there is nothing to draw. */
export function readGround(collection: GridCollection): Grid[] {
  return collection.features.flatMap((feature) => {
    const rings = outerRings(feature)
    const largest = rings.toSorted((a, b) => Math.abs(area(b)) - Math.abs(area(a)))[0]
    if (!largest) return []
    const { code, name, community, households, worker } = feature.properties
    const known = typeof worker === 'object' && worker !== null ? worker : null
    return [{ code, name, community, households, worker: known, middle: centroid(largest), extent: extentOf(rings.flat()) }]
  })
}

function outerRings(feature: GridFeature): Ring[] {
  const { geometry } = feature
  const polygons = geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates
  return polygons.flatMap((polygon) => (polygon[0] && polygon[0].length > 3 ? [polygon[0]] : []))
}

/** Twice the signed area in square degrees; enough to tell which ring is larger and to weigh its corners. */
function area(ring: Ring): number {
  return corners(ring).reduce((sum, [x0, y0, x1, y1]) => sum + (x0 * y1 - x1 * y0), 0)
}

function corners(ring: Ring): [number, number, number, number][] {
  const [x, y] = ring[0] ?? [0, 0]
  // From the first corner: coordinates near 120° lose their digits in a product of two.
  const at = (i: number): [number, number] => [(ring[i]?.[0] ?? 0) - (x ?? 0), (ring[i]?.[1] ?? 0) - (y ?? 0)]
  return ring.slice(1).map((_, i) => [...at(i), ...at(i + 1)])
}

function centroid(ring: Ring): Spot {
  const twice = area(ring)
  const [x, y] = [ring[0]?.[0] ?? 0, ring[0]?.[1] ?? 0]
  if (twice === 0) return [x, y]
  const [sx, sy] = corners(ring).reduce(
    ([sx, sy], [x0, y0, x1, y1]) => {
      const cross = x0 * y1 - x1 * y0
      return [sx + (x0 + x1) * cross, sy + (y0 + y1) * cross]
    },
    [0, 0],
  )
  return [x + sx / (3 * twice), y + sy / (3 * twice)]
}

function extentOf(points: Ring): Extent {
  return points.reduce<Extent>(
    ([w, s, e, n], [x = 0, y = 0]) => [Math.min(w, x), Math.min(s, y), Math.max(e, x), Math.max(n, y)],
    [Infinity, Infinity, -Infinity, -Infinity],
  )
}

/** What holds all of them; null when there are none. */
export function around(extents: readonly Extent[]): Extent | null {
  if (extents.length === 0) return null
  return extentOf(extents.flatMap(([w, s, e, n]) => [[w, s], [e, n]]))
}

/** How far the circles are put together. */
export type Level = 'street' | 'community' | 'grid'

/** The level that leaves a readable number of circles on a map that shows this many grids. */
export function levelFor(gridsInView: number): Level {
  if (gridsInView <= 60) return 'grid'
  return gridsInView <= 900 ? 'community' : 'street'
}

/** A circle with its count. */
export interface Bubble {
  readonly id: string
  readonly name: string
  readonly count: number
  readonly late: number
  readonly middle: Spot
  readonly extent: Extent
  readonly grids: readonly string[]
}

/** A street's code is the first nine digits of its communities' (GB/T 10114). */
const STREET_DIGITS = 9

/** Circles for the counts; where there is nothing to count there is none. */
export function bubbles(
  grids: readonly Grid[],
  open: ReadonlyMap<string, number>,
  late: ReadonlyMap<string, number>,
  level: Level,
): Bubble[] {
  const groups = new Map<string, Grid[]>()
  for (const grid of grids) {
    if (!open.get(grid.code)) continue
    const id = level === 'grid' ? grid.code : level === 'community' ? grid.community : grid.community.slice(0, STREET_DIGITS)
    groups.set(id, [...(groups.get(id) ?? []), grid])
  }
  return [...groups].map(([id, members]) => {
    const weight = (grid: Grid) => open.get(grid.code) ?? 0
    const count = members.reduce((sum, grid) => sum + weight(grid), 0)
    const mean = (axis: 0 | 1) => members.reduce((sum, grid) => sum + grid.middle[axis] * weight(grid), 0) / count
    return {
      id,
      name: level === 'grid' ? (members[0]?.name ?? id) : id,
      count,
      late: members.reduce((sum, grid) => sum + (late.get(grid.code) ?? 0), 0),
      middle: [mean(0), mean(1)],
      extent: around(members.map((grid) => grid.extent)) ?? [0, 0, 0, 0],
      grids: members.map((grid) => grid.code),
    }
  })
}
