// Commands that were decided and wait some seconds before they are sent, so that a slip of the finger can be taken back. Pure:
// the clock and the sending are given to it.

import type { Refused } from '@/api/refused'

export type JobState = 'held' | 'sending' | 'done' | 'refused' | 'taken_back'

export interface Job {
  readonly id: number
  readonly number: string
  readonly label: string
  /** When it is sent, in milliseconds of the clock given. */
  readonly due: number
  readonly state: JobState
  readonly refused: Refused | null
}

export interface Order {
  readonly number: string
  readonly label: string
  readonly send: () => Promise<void>
  /** What the page does when it was taken back, or refused: put the case where it was. */
  readonly back: (why: Refused | null) => void
}

/** The held ones whose time has come, oldest first. */
export function ripe(jobs: readonly Job[], now: number): Job[] {
  return jobs.filter((job) => job.state === 'held' && job.due <= now)
}

/** The last order that can still be taken back: all jobs that were given together with it. */
export function lastHeld(jobs: readonly Job[]): Job[] {
  const last = jobs.findLast((job) => job.state === 'held')
  return last ? jobs.filter((job) => job.state === 'held' && job.due === last.due) : []
}

/** What is worth keeping on the screen: what waits or was refused, and the newest few that are done. */
export function worthShowing(jobs: readonly Job[], most = 5): Job[] {
  const done = jobs.filter((job) => job.state === 'done' || job.state === 'taken_back').slice(-most)
  return jobs.filter((job) => !['done', 'taken_back'].includes(job.state) || done.includes(job))
}
