// In which order to walk: the nearest next, then every crossing undone (2-opt). For a day's few dozen places that is within a few
// per cent of the shortest way, and it is done before anybody notices.

/** Degrees in CGCS2000. */
export interface Place {
  lng: number
  lat: number
}

/** Metres between two places of one city. */
export function metres(a: Place, b: Place): number {
  const rad = Math.PI / 180
  const x = (b.lng - a.lng) * rad * Math.cos(((a.lat + b.lat) / 2) * rad)
  const y = (b.lat - a.lat) * rad
  return Math.hypot(x, y) * 6_371_000
}

/** The same stops in walking order from `start`. Those without a place come last, in the order in which they were. */
export function walk<T>(stops: readonly T[], placeOf: (stop: T) => Place | undefined, start: Place): T[] {
  const placed = stops.flatMap((stop) => {
    const place = placeOf(stop)
    return place ? [{ stop, place }] : []
  })
  const order = untangle(start, nearestNext(start, placed))
  return [...order.map(({ stop }) => stop), ...stops.filter((stop) => !placeOf(stop))]
}

function nearestNext<S extends { place: Place }>(start: Place, stops: readonly S[]): S[] {
  const left = [...stops]
  const order: S[] = []
  let here = start
  while (left.length > 0) {
    let best = 0
    left.forEach((stop, n) => {
      if (metres(here, stop.place) < metres(here, left[best]?.place ?? here)) best = n
    })
    const [next] = left.splice(best, 1)
    if (!next) break
    order.push(next)
    here = next.place
  }
  return order
}

function untangle<S extends { place: Place }>(start: Place, stops: readonly S[]): S[] {
  let order = [...stops]
  for (let better = true; better; ) {
    better = false
    for (let i = 0; i < order.length - 1; i += 1) {
      for (let j = i + 1; j < order.length; j += 1) {
        const turned = [...order.slice(0, i), ...order.slice(i, j + 1).reverse(), ...order.slice(j + 1)]
        if (length(start, turned) < length(start, order) - 0.5) {
          order = turned
          better = true
        }
      }
    }
  }
  return order
}

function length(start: Place, stops: readonly { place: Place }[]): number {
  return stops.reduce(([sum, here], { place }): [number, Place] => [sum + metres(here, place), place], [0, start] as [number, Place])[0]
}
