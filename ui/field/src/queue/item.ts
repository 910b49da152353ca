// A record that waits to be sent: what was done, where it stands, and what the server said to it.

import type { components } from '@/api/schema'
import type { Standing } from '@/vault/database'

type Schemas = components['schemas']

/** What goes with every command and is known only when it is sent. */
type Later = 'command_id' | 'expected_version' | 'evidence' | 'attachments'

/** What was done, in the words of the doors. */
export type Order =
  | { verb: 'file'; body: Omit<Schemas['Filing'], Later> }
  | { verb: 'verify'; number: string; seen_version: number; body: Omit<Schemas['Verifying'], Later> }
  | { verb: 'handle'; number: string; seen_version: number; body: Omit<Schemas['Handling'], Later> }
  | { verb: 'accept'; number: string; seen_version: number; body: Omit<Schemas['Accepting'], Later> }
  | { verb: 'note'; number: string; body: Omit<Schemas['Noting'], Later> }

/** Why the server said no, in its own words. */
export interface Told {
  status: number
  code: string
  message: string
  next: string
  /** After a conflict: the version of the case as it is now, and its state in words. */
  version?: number
  state?: string
}

/** What the server kept. */
export interface Receipt {
  number: string
  /** The version of the case after this command; unknown for a filing. */
  version?: number
}

/** A picture of a record, in the order in which they were taken. */
export interface PhotoRef {
  id: string
  /** `before`, `after`, or empty. */
  role: string
}

/** What is sealed of a record. */
export interface Content {
  order: Order
  /** When it was done, in milliseconds since 1970. */
  at: number
  /** One line to know it by. */
  headline: string
  photos: PhotoRef[]
  /**
   * The very bytes of the command, once they were first sent.
   *
   * INVARIANT (the same words): a command id travels with one body only, or the server would take the repeat for a mistake.
   */
  frozen?: string
  told?: Told
  receipt?: Receipt
}

/** A record of the queue. */
export interface Item extends Content {
  seq: number
  id: string
  standing: Standing
}

/** The case that a record is about; a filing is about none yet. */
export function caseOf(order: Order): string | undefined {
  return order.verb === 'file' ? undefined : order.number
}

/** Where a command is sent. */
export function addressOf(order: Order): string {
  return order.verb === 'file' ? '/api/v1/cases' : `/api/v1/cases/${encodeURIComponent(order.number)}/${order.verb}`
}
