// The questions that somebody keeps for themselves, under a name of their own. They live at the server, so that they are
// there at every desk.

import { shallowRef } from 'vue'
import { fetchRaw } from '@/api/client'
import { asRefused, type Refused } from '@/api/refused'
import { fromUrl, type ListQuery } from './query'

export interface Saved {
  readonly name: string
  readonly query: ListQuery
}

/** What stands in the body of a view of ours; other screens keep theirs beside them. */
const SCREEN = 'cases'

interface Kept {
  readonly name: string
  readonly body: { readonly screen?: unknown; readonly query?: unknown }
}

/** The views of this screen among all that somebody keeps. */
export function ours(kept: readonly Kept[]): Saved[] {
  return kept.flatMap(({ name, body }) => {
    if (body.screen !== SCREEN || typeof body.query !== 'object' || body.query === null) return []
    return [{ name, query: fromUrl(body.query as Record<string, string>) }]
  })
}

export function useSaved() {
  const saved = shallowRef<readonly Saved[]>([])
  const refused = shallowRef<Refused | null>(null)
  let changes = 0
  const at = (name: string) => `/api/v1/views/${encodeURIComponent(name)}`

  async function tried(doing: () => Promise<void>): Promise<boolean> {
    try {
      await doing()
      refused.value = null
      return true
    } catch (thrown) {
      refused.value = asRefused(thrown)
      return false
    }
  }

  /** Reads what is kept. What is saved or forgotten meanwhile is newer than the answer, which is then asked for again. */
  const read = (): Promise<boolean> => tried(async () => {
    const before = changes
    const kept = (await (await fetchRaw('/api/v1/views')).json()) as Kept[]
    if (changes === before) saved.value = ours(kept)
    else void read()
  })

  function save(name: string, query: ListQuery): Promise<boolean> {
    return tried(async () => {
      await fetchRaw(at(name), { method: 'PUT', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ screen: SCREEN, query }) })
      changes += 1
      saved.value = [...saved.value.filter((one) => one.name !== name), { name, query }]
    })
  }

  function forget(name: string): Promise<boolean> {
    return tried(async () => {
      await fetchRaw(at(name), { method: 'DELETE' })
      changes += 1
      saved.value = saved.value.filter((one) => one.name !== name)
    })
  }

  void read()
  return { saved, refused, save, forget }
}
