// What was typed into a form and not sent yet. Kept in memory alone: it may hold personal data, and goes with the tab.

import type { Values } from './acts'

const drafts = new Map<string, Values>()

const key = (number: string, act: string) => `${number}/${act}`

export function draft(number: string, act: string): Values | undefined {
  return drafts.get(key(number, act))
}

export function keepDraft(number: string, act: string, values: Values): void {
  drafts.set(key(number, act), { ...values })
}

export function forgetDraft(number: string, act: string): void {
  drafts.delete(key(number, act))
}
