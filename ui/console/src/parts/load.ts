// Something that is read from the server: its value, whether it is on the way, and the no if it was one. The last asking
// wins, however late an earlier answer comes.

import { onScopeDispose, ref, shallowRef, type Ref, type ShallowRef } from 'vue'
import { asRefused, type Refused } from '@/api/refused'

export interface Loaded<T> {
  readonly value: ShallowRef<T | null>
  readonly loading: Ref<boolean>
  readonly refused: ShallowRef<Refused | null>
  /** Asks anew and keeps the old value until the new one is there. */
  readonly again: () => Promise<void>
}

export function useLoad<T>(read: (signal: AbortSignal) => Promise<T>, atOnce = true): Loaded<T> {
  const value = shallowRef<T | null>(null)
  const loading = ref(false)
  const refused = shallowRef<Refused | null>(null)
  let last: AbortController | null = null

  async function again(): Promise<void> {
    last?.abort()
    const mine = new AbortController()
    last = mine
    loading.value = true
    try {
      const got = await read(mine.signal)
      if (last === mine) {
        value.value = got
        refused.value = null
      }
    } catch (thrown) {
      if (last === mine && !mine.signal.aborted) refused.value = asRefused(thrown)
    } finally {
      if (last === mine) loading.value = false
    }
  }

  onScopeDispose(() => last?.abort())
  if (atOnce) void again()
  return { value, loading, refused, again }
}
