// Sending: every record exactly once, in order, whatever breaks in between.
//
// Each step leaves the phone in a state from which the next run goes on: a picture that is half there is continued, one that is there is
// not sent again, and a command that was perhaps heard is repeated word for word under the same id, so that the server tells what it did.

import { addressOf, caseOf, type Item, type Order, type Receipt, type Told } from './item'
import type { Queue, Reference } from './queue'

/** What the server answered to a command. */
export type Answer =
  | { kind: 'kept'; receipt: Receipt }
  | { kind: 'refused'; told: Told }
  | { kind: 'login' }
  | { kind: 'later'; seconds?: number }

/** The server, as the queue needs it. Everything else that goes wrong on the way is thrown. */
export interface Server {
  /** Brings a picture there, from where it stopped the last time. */
  upload(photo: { id: string; bytes: ArrayBuffer; role: string }): Promise<Reference | Exclude<Answer, { kind: 'kept' }>>
  /** Sends a command. */
  command(address: string, body: string): Promise<Answer>
}

/** How a run ended. */
export type Ending =
  /** Everything that can go has gone. */
  | { kind: 'idle' }
  /** Log in; the queue waits. */
  | { kind: 'login' }
  /** No signal, or the server asks for patience. */
  | { kind: 'later'; seconds?: number }

/** Sends what waits. `told` hears of every record that moved. */
export async function send(queue: Queue, server: Server, told: (item: Item) => void = () => undefined): Promise<Ending> {
  const items = await queue.all()
  const held = new Set<string>()
  for (const [place, item] of items.entries()) {
    const about = caseOf(item.order)
    if (item.standing === 'done') continue
    if (item.standing === 'stuck' || (about !== undefined && held.has(about))) {
      // What follows on the same case was decided on what stands before it, so it waits until a person has looked.
      if (about !== undefined) held.add(about)
      continue
    }
    const end = await sendOne(queue, server, item, items.slice(0, place))
    if ('kind' in end) return end
    items[place] = end
    if (end.standing === 'stuck' && about !== undefined) held.add(about)
    told(end)
  }
  await queue.tidy()
  return { kind: 'idle' }
}

async function sendOne(queue: Queue, server: Server, item: Item, before: Item[]): Promise<Item | Ending> {
  let current = item
  if (current.frozen === undefined) {
    const references: (Reference & { role: string })[] = []
    for (const { id, role } of current.photos) {
      const known = await queue.reference(id)
      const answer = known ?? (await server.upload({ id, role, bytes: await queue.photo(id) }))
      if ('kind' in answer) return ending(queue, current, answer)
      if (!known) await queue.uploaded(id, answer)
      references.push({ ...answer, role })
    }
    current = await queue.freeze(current, bodyOf(current, references, versionAfter(current, before)))
  }
  const answer = await server.command(addressOf(current.order), current.frozen ?? '')
  if (answer.kind === 'kept') return queue.done(current, answer.receipt)
  return ending(queue, current, answer)
}

function ending(queue: Queue, item: Item, answer: Exclude<Answer, { kind: 'kept' }>): Promise<Item> | Ending {
  return answer.kind === 'refused' ? queue.stuck(item, answer.told) : answer
}

/**
 * The version of the case that the person decided on. What they had done themselves just before belongs to what they knew: its
 * receipt tells the version that it made.
 */
function versionAfter({ order }: Item, before: Item[]): number | undefined {
  if (order.verb === 'file' || order.verb === 'note') return undefined
  const own = before.filter((item) => item.standing === 'done' && caseOf(item.order) === order.number)
  const latest = Math.max(...own.map((item) => item.receipt?.version ?? 0), 0)
  // Notes go without a version, so one of ours may have jumped over a change of somebody else: then what was seen counts.
  const followsOnlyOurs = latest - own.filter((item) => (item.receipt?.version ?? 0) > order.seen_version).length === order.seen_version
  return followsOnlyOurs ? latest : order.seen_version
}

function bodyOf({ id, order }: Item, references: object[], expected_version: number | undefined): string {
  return JSON.stringify({ command_id: id, expected_version, ...order.body, ...evidence(order, references) })
}

function evidence(order: Order, references: object[]): object {
  switch (order.verb) {
    case 'file':
    case 'note':
      return { attachments: references }
    case 'verify':
    case 'handle':
      return { evidence: references }
    case 'accept':
      return {}
  }
}
