// Where the phone is, and only while a task or a report is open: asking begins with the page and ends with it, and nothing is kept.

import { onScopeDispose, ref, type Ref } from 'vue'
import type { Place } from '@/day/route'

export interface Fix extends Place {
  /** Metres. */
  accuracy: number
}

export type Locating = 'waiting' | 'known' | 'refused' | 'failed'

/** Follows the position until the page that asked is closed. */
export function usePlace(): { fix: Ref<Fix | undefined>; locating: Ref<Locating> } {
  const fix = ref<Fix>()
  const locating = ref<Locating>('waiting')
  if (!('geolocation' in navigator)) {
    locating.value = 'failed'
    return { fix, locating }
  }
  const watch = navigator.geolocation.watchPosition(
    ({ coords }) => {
      fix.value = { lng: coords.longitude, lat: coords.latitude, accuracy: coords.accuracy }
      locating.value = 'known'
    },
    (why) => {
      locating.value = why.code === why.PERMISSION_DENIED ? 'refused' : fix.value ? 'known' : 'failed'
    },
    { enableHighAccuracy: true, maximumAge: 5000, timeout: 20_000 },
  )
  onScopeDispose(() => {
    navigator.geolocation.clearWatch(watch)
  })
  return { fix, locating }
}
