// The time, told again every half minute, so that what counts down does.

import { onScopeDispose, ref, type Ref } from 'vue'

const EVERY = 30_000

export function useNow(): Ref<number> {
  const now = ref(Date.now())
  const timer = setInterval(() => { now.value = Date.now() }, EVERY)
  onScopeDispose(() => clearInterval(timer))
  return now
}
