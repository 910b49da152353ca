// Who is here. The cookie is the server's; this holds what `/api/v1/me` says, and asks for a login when a session ends.

import { defineStore } from 'pinia'
import { computed, ref } from 'vue'
import { ask, api, setDoorman, type Schemas } from '@/api/client'
import { Refused } from '@/api/refused'
import type { Role } from './roles'

export type Me = Schemas['Me']

export const useSession = defineStore('session', () => {
  const me = ref<Me | null>(null)
  const role = computed(() => (me.value?.role ?? null) as Role | null)
  /** Whether the login stands on top of the page, with the page kept below. */
  const asking = ref(false)
  let waiting: ((came: boolean) => void)[] = []

  /** Finds out who the cookie belongs to; null when to nobody. */
  async function recall(): Promise<Me | null> {
    try {
      me.value = await ask(api.GET('/api/v1/me'))
    } catch (thrown) {
      if (!(thrown instanceof Refused) || thrown.sort !== 'login') throw thrown
      me.value = null
    }
    return me.value
  }

  async function comeIn(name: string, password: string): Promise<void> {
    const before = me.value
    me.value = await ask(api.POST('/api/v1/sessions', { body: { name, password } }))
    // Somebody else at the same desk must not go on with what the last one had before them.
    if (before && before.name !== me.value.name) location.assign(import.meta.env.BASE_URL)
    settle(true)
  }

  async function leave(): Promise<void> {
    await ask(api.DELETE('/api/v1/sessions'))
    sessionStorage.clear()
    location.assign(`${import.meta.env.BASE_URL}login`)
  }

  /** The session ended under somebody's hands: ask on top of the page, once for however many requests wait. */
  function askAgain(): Promise<boolean> {
    if (!me.value) return Promise.resolve(false)
    asking.value = true
    return new Promise((resolve) => waiting.push(resolve))
  }

  function settle(came: boolean): void {
    asking.value = false
    const all = waiting
    waiting = []
    for (const tell of all) tell(came)
  }

  setDoorman(askAgain)
  return { me, role, asking, recall, comeIn, leave, giveUp: () => settle(false) }
})
