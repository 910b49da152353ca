// The questions that somebody keeps for themselves, under a name of their own, on this machine.

import { ref } from 'vue'
import type { ListQuery } from './query'

export interface Saved {
  readonly name: string
  readonly query: ListQuery
}

/** Whose views stand in the storage of a shared machine: everybody sees their own. */
const key = (account: string) => `jingwei.views.${account}`

export function useSaved(account: string) {
  const saved = ref<Saved[]>(read(account))
  const keep = () => localStorage.setItem(key(account), JSON.stringify(saved.value))
  return {
    saved,
    save(name: string, query: ListQuery): void {
      saved.value = [...saved.value.filter((one) => one.name !== name), { name, query }]
      keep()
    },
    forget(name: string): void {
      saved.value = saved.value.filter((one) => one.name !== name)
      keep()
    },
  }
}

function read(account: string): Saved[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(key(account)) ?? '[]')
    return Array.isArray(kept) ? kept.filter((one): one is Saved => typeof one?.name === 'string' && typeof one?.query === 'object') : []
  } catch {
    return []
  }
}
