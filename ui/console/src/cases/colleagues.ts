// The handlers of one's own department: who may have a case in hand. Read once a session, by handlers alone.

import { defineStore } from 'pinia'
import { ref } from 'vue'
import { ask, api, type Schemas } from '@/api/client'

export const useColleagues = defineStore('colleagues', () => {
  const all = ref<readonly Schemas['Colleague'][]>([])
  let reading: Promise<void> | null = null

  /** Reads them once; a failure is told to whoever asked and tried again at the next asking. */
  function read(): Promise<void> {
    reading ??= ask(api.GET('/api/v1/colleagues')).then((list) => {
      all.value = list
    }).catch((thrown: unknown) => {
      reading = null
      throw thrown
    })
    return reading
  }

  const nameOf = (account: string) => all.value.find((one) => one.name === account)?.display ?? account
  return { all, read, nameOf }
})
