// What was typed into a form and not sent yet, and what was sent and never answered. Kept in memory alone: it may hold personal
// data, and goes with the tab.

import type { Command } from '@/api/command'
import type { Values } from './acts'

const drafts = new Map<string, Values>()
const unanswered = new Map<string, Command>()

const key = (number: string, act: string) => `${number}/${act}`

export function draft(number: string, act: string): Values | undefined {
  return drafts.get(key(number, act))
}

export function keepDraft(number: string, act: string, values: Values): void {
  drafts.set(key(number, act), { ...values })
}

export function forgetDraft(number: string, act: string): void {
  drafts.delete(key(number, act))
  unanswered.delete(key(number, act))
}

/** The command that may have arrived: the same words go out under its id again, and nothing is done twice. */
export function unansweredOrder(number: string, act: string): Command | null {
  return unanswered.get(key(number, act)) ?? null
}

export function keepOrder(number: string, act: string, order: Command | null): void {
  if (order) unanswered.set(key(number, act), order)
  else unanswered.delete(key(number, act))
}
