// How far a net has come, and what may still be done with it.

import type { Net } from './api'

export type Standing = 'draft' | 'planned' | 'in_force' | 'replaced' | 'withdrawn'

export const standingOf = (net: Net): Standing => net.standing as Standing

export const mayActivate = (net: Net): boolean => net.standing === 'draft'

/** What is in force is replaced by another net, never withdrawn. */
export const mayWithdraw = (net: Net): boolean => net.standing === 'draft' || net.standing === 'planned'

/** The instant of what a `datetime-local` field holds, which is the city's clock. */
export function cityInstant(local: string): string {
  return local ? `${local.length === 16 ? `${local}:00` : local}+08:00` : ''
}

/** The city's clock of an instant, as a `datetime-local` field holds it. */
export function cityLocal(instant: string): string {
  return new Date(Date.parse(instant) + 8 * 3_600_000).toISOString().slice(0, 16)
}
