// What is asked of the figures, kept in the address, so that a page of figures can be sent on.

import { computed } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import { dayOf } from '@/wall/days'
import { periodOf } from './period'

export function useQuestion() {
  const route = useRoute()
  const router = useRouter()
  const said = (name: string) => (typeof route.query[name] === 'string' ? route.query[name] : '')
  const period = computed(() => said('period') || periodOf(dayOf(Date.now()), 'month'))
  const by = computed(() => said('by'))

  function set(next: Readonly<Record<string, string>>): void {
    void router.replace({ query: { ...route.query, ...next } })
  }
  return { period, by, said, set }
}
