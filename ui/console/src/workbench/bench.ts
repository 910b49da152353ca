// The queue of the bench and what is known of its cases. A case that is decided leaves at once; if the server says no, it
// comes back with the reason.

import { computed, onScopeDispose, ref, shallowReactive, shallowRef } from 'vue'
import { ask, api, type Schemas } from '@/api/client'
import { asRefused, type Refused, type WholeCase } from '@/api/refused'
import { neighbour } from './step'

type Line = Schemas['CaseLine']

export interface Known {
  readonly of: WholeCase
  readonly suggestion: Schemas['Suggestion'] | null
}

const LIMIT = 100
const AHEAD = 3
const EVERY = 30_000

export function useBench(dispatches: boolean) {
  const lines = shallowRef<readonly Line[]>([])
  /** Decided here and on the way: out of sight until the server says no. */
  const gone = ref<ReadonlySet<string>>(new Set())
  const known = shallowReactive(new Map<string, Known>())
  const returned = shallowReactive(new Map<string, Refused>())
  const current = ref<string | null>(null)
  const loading = ref(true)
  const refused = shallowRef<Refused | null>(null)
  const finished = ref(0)
  const reading = new Set<string>()

  const queue = computed(() => lines.value.filter((line) => !gone.value.has(line.number)))
  const shown = computed(() => (current.value ? (known.get(current.value) ?? null) : null))

  async function refresh(): Promise<void> {
    loading.value = true
    try {
      const state = dispatches ? 'received,to_dispatch' : 'received'
      const page = await ask(api.GET('/api/v1/cases', { params: { query: { state: state as 'received', sort: 'due_at', limit: LIMIT } } }))
      for (const line of page.items) {
        const was = known.get(line.number)
        if (was && was.of.version !== line.version) known.delete(line.number)
      }
      lines.value = page.items
      refused.value = null
      if (!queue.value.some((line) => line.number === current.value)) current.value = queue.value[0]?.number ?? null
      ahead()
    } catch (thrown) {
      refused.value = asRefused(thrown)
    } finally {
      loading.value = false
    }
  }

  /** Reads a case with what the catalogue says of it. */
  async function read(number: string): Promise<Known | null> {
    const have = known.get(number)
    if (have) return have
    reading.add(number)
    try {
      const of = await ask(api.GET('/api/v1/cases/{number}', { params: { path: { number } } }))
      if (of.view !== 'whole') return null
      const suggestion = dispatches && of.state === 'to_dispatch'
        ? await ask(api.GET('/api/v1/cases/{number}/suggested-dispatch', { params: { path: { number } } }))
        : null
      known.set(number, { of, suggestion })
      return { of, suggestion }
    } finally {
      reading.delete(number)
    }
  }

  /** Reads the one that is looked at and the next few, so that no key has to wait. */
  function ahead(): void {
    const at = queue.value.findIndex((line) => line.number === current.value)
    for (const line of queue.value.slice(Math.max(0, at), at + 1 + AHEAD)) {
      if (!reading.has(line.number)) void read(line.number).catch((thrown: unknown) => { refused.value = asRefused(thrown) })
    }
  }

  function look(number: string | null): void {
    current.value = number
    ahead()
  }

  function step(by: number): void {
    const at = queue.value.findIndex((line) => line.number === current.value)
    const to = queue.value[Math.min(queue.value.length - 1, Math.max(0, at + by))]
    if (to) look(to.number)
  }

  /** Takes a case out of sight before the server has answered. */
  function leave(number: string): void {
    const next = neighbour(queue.value.map((line) => line.number), number)
    gone.value = new Set([...gone.value, number])
    returned.delete(number)
    if (current.value === number) look(next)
  }

  /** Puts it back: taken back by the person, or refused by the server. */
  function comeBack(number: string, why: Refused | null): void {
    const rest = new Set(gone.value)
    rest.delete(number)
    gone.value = rest
    known.delete(number)
    if (why) returned.set(number, why)
    look(number)
  }

  /** The server has taken it. */
  function settle(number: string): void {
    finished.value += 1
    lines.value = lines.value.filter((line) => line.number !== number)
    const rest = new Set(gone.value)
    rest.delete(number)
    gone.value = rest
    known.delete(number)
    if (queue.value.length < AHEAD) void refresh()
  }

  void refresh()
  const timer = setInterval(() => { if (!document.hidden) void refresh() }, EVERY)
  onScopeDispose(() => clearInterval(timer))

  return { queue, shown, current, loading, refused, returned, finished, refresh, read, look, step, leave, comeBack, settle }
}
