// The orders that were given and not all sent yet, over all pages.

import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'
import { asRefused } from '@/api/refused'
import { lastHeld, ripe, worthShowing, type Job, type JobState, type Order } from './hold'

/** How long an order can be taken back. */
export const HOLD_MS = 5_000
/** How many commands are under way at once: orders given in bulk must not push others off the server. */
const AT_ONCE = 3

export const useOutbox = defineStore('outbox', () => {
  const jobs = shallowRef<readonly Job[]>([])
  const now = ref(Date.now())
  const orders = new Map<number, Order>()
  let ids = 0
  let timer = 0

  const held = computed(() => jobs.value.filter((job) => job.state === 'held'))
  const sending = computed(() => jobs.value.filter((job) => job.state === 'sending'))
  const refused = computed(() => jobs.value.filter((job) => job.state === 'refused'))
  const secondsLeft = computed(() => Math.max(0, ...held.value.map((job) => Math.ceil((job.due - now.value) / 1000))))

  function mark(id: number, state: JobState, more: Partial<Job> = {}): void {
    jobs.value = worthShowing(jobs.value.map((job) => (job.id === id ? { ...job, ...more, state } : job)))
    if (state === 'done' || state === 'taken_back') orders.delete(id)
  }

  /** Holds these back together, then sends them. */
  function give(all: readonly Order[], wait = HOLD_MS): void {
    const due = Date.now() + wait
    const fresh = all.map((order): Job => {
      ids += 1
      orders.set(ids, order)
      return { id: ids, number: order.number, label: order.label, due, state: 'held', refused: null }
    })
    jobs.value = [...jobs.value, ...fresh]
    tick()
  }

  function tick(): void {
    window.clearTimeout(timer)
    now.value = Date.now()
    for (const job of ripe(jobs.value, now.value).slice(0, Math.max(0, AT_ONCE - sending.value.length))) void send(job.id)
    if (held.value.length > 0) timer = window.setTimeout(tick, 250)
  }

  async function send(id: number): Promise<void> {
    const order = orders.get(id)
    if (!order) return
    mark(id, 'sending')
    try {
      await order.send()
      mark(id, 'done')
    } catch (thrown) {
      const why = asRefused(thrown)
      mark(id, 'refused', { refused: why })
      order.back(why)
    }
  }

  function takeBack(): void {
    for (const job of lastHeld(jobs.value)) {
      orders.get(job.id)?.back(null)
      mark(job.id, 'taken_back')
    }
  }

  /** Sends at once what waits: the page it can be taken back on is left. */
  function flush(): void {
    jobs.value = jobs.value.map((job) => (job.state === 'held' ? { ...job, due: 0 } : job))
    tick()
  }

  function dismiss(id: number): void {
    orders.delete(id)
    jobs.value = jobs.value.filter((job) => job.id !== id)
  }

  return { jobs, held, sending, refused, secondsLeft, give, takeBack, flush, again: send, dismiss }
})
