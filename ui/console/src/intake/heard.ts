// Which places of the city's register the words name: asked a moment after the last key, as long as no point is marked.

import { onScopeDispose, shallowRef, watch } from 'vue'
import { ask, api, type Schemas } from '@/api/client'
import type { Form } from './form'

const QUIET_MS = 350

/** What is said of where it is: the place itself, or else the whole report. */
function told(form: Form): string {
  return (form.address.trim() || form.description.trim()).slice(0, 2000)
}

export function useHeard(form: Form) {
  const heard = shallowRef<Schemas['Spot'] | null>(null)
  let timer = 0
  let last: AbortController | null = null

  async function now(text: string): Promise<void> {
    last?.abort()
    const mine = new AbortController()
    last = mine
    try {
      const got = await ask(api.POST('/api/v1/addresses/locate', { signal: mine.signal, body: { text } }))
      if (last === mine) heard.value = got
    } catch {
      // There is no suggestion for now; the place can be marked on the map.
      if (last === mine) heard.value = null
    }
  }

  watch(() => [form.address, form.description, form.point], () => {
    window.clearTimeout(timer)
    last?.abort()
    const text = told(form)
    if (form.point || text.length < 2) heard.value = null
    else timer = window.setTimeout(() => void now(text), QUIET_MS)
  }, { immediate: true })
  onScopeDispose(() => { window.clearTimeout(timer); last?.abort() })
  return heard
}
