// Where a marked point lies: grid, community, street.

import { shallowRef, watch } from 'vue'
import { ask, api, type Schemas } from '@/api/client'
import { asRefused, type Refused } from '@/api/refused'
import type { Form } from './form'

export function usePlace(form: Form) {
  const place = shallowRef<Schemas['Located'] | null>(null)
  const refused = shallowRef<Refused | null>(null)
  watch(() => form.point, async (point) => {
    place.value = null
    refused.value = null
    if (!point) return
    try {
      const got = await ask(api.GET('/api/v1/grids/locate', { params: { query: { lng: point[0], lat: point[1] } } }))
      if (form.point === point) place.value = got
    } catch (thrown) {
      refused.value = asRefused(thrown)
    }
  }, { immediate: true })
  return { place, refused }
}
