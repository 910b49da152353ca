// Advice on what is being typed: asked a moment after the last key, the latest asking wins, and a failure only means that
// there is none for now.

import { onScopeDispose, ref, shallowRef, watch } from 'vue'
import { ask, api, type Schemas } from '@/api/client'
import type { Form } from './form'

const QUIET_MS = 350
const ENOUGH = 4

export function useAdvice(form: Form) {
  const advice = shallowRef<Schemas['Suggested'] | null>(null)
  const failed = ref(false)
  let timer = 0
  let last: AbortController | null = null

  async function now(): Promise<void> {
    last?.abort()
    const mine = new AbortController()
    last = mine
    const { description, address, kind, point } = form
    try {
      const got = await ask(api.POST('/api/v1/triage/suggest', { signal: mine.signal, body: {
        description, address, kind: kind || null, location: point ? { lng: point[0], lat: point[1], datum: 'cgcs2000' } : null,
      } }))
      if (last !== mine) return
      advice.value = got
      failed.value = false
    } catch {
      if (last === mine && !mine.signal.aborted) failed.value = true
    }
  }

  watch(() => [form.description, form.address, form.kind, form.point], () => {
    window.clearTimeout(timer)
    if (form.description.trim().length + form.address.trim().length < ENOUGH) {
      last?.abort()
      advice.value = null
      return
    }
    timer = window.setTimeout(() => void now(), QUIET_MS)
  }, { immediate: true })
  onScopeDispose(() => { window.clearTimeout(timer); last?.abort() })
  return { advice, failed }
}
