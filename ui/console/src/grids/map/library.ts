// MapLibre GL, fetched when the first map is shown. Its worker is a file of our own build, as the content security policy
// wants it: nothing is started from a blob.

import worker from 'maplibre-gl/dist/maplibre-gl-worker.mjs?url'

export type MapLibre = typeof import('maplibre-gl')

let loading: Promise<MapLibre> | null = null

export function library(): Promise<MapLibre> {
  loading ??= fetched().catch((thrown: unknown) => {
    // A line that broke must not keep maps away for the rest of the day.
    loading = null
    throw thrown
  })
  return loading
}

async function fetched(): Promise<MapLibre> {
  const found = await import('maplibre-gl')
  found.setWorkerUrl(new URL(worker, location.href).href)
  return found
}
