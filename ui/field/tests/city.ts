// A city on paper for the tests of the queue: a server that keeps command ids as the real one does, and a phone that can be killed
// before and after every step it takes.

import { IDBFactory } from 'fake-indexeddb'
import { createHash } from 'node:crypto'
import { openDatabase, type Database } from '@/vault/database'
import { Vault } from '@/vault/vault'
import type { Answer, Server } from '@/queue/send'
import type { Reference } from '@/queue/queue'

/** The app was killed. */
export class Killed extends Error {}

/** There is no signal. */
export class NoSignal extends Error {}

/** Counts steps and kills at one of them; the default never does. */
export class Fate {
  steps = 0
  readonly #at: number

  constructor(at = Number.POSITIVE_INFINITY) {
    this.#at = at
  }

  step(): void {
    this.steps += 1
    if (this.steps >= this.#at) throw new Killed(`at step ${this.steps}`)
  }
}

/** What the server has kept. */
export interface Kept {
  address: string
  body: string
  attachments: string[]
}

const PIECE = 1000

/** The server: commands by their id, pictures piece by piece. */
export class FakeServer {
  readonly commands = new Map<string, Kept>()
  readonly #pictures = new Map<string, number[]>()
  readonly #references = new Map<string, string>()
  version = 1
  loggedIn = true
  /** What the next commands are answered, by their headline; for refusals. */
  refuse: ((body: Record<string, unknown>) => Answer | undefined) | undefined

  /** The server as a phone with this fate reaches it; `signal` may fail at any message, before or after it was heard. */
  by(fate: Fate, signal: () => void = () => undefined): Server {
    const message = <T>(heard: () => T): T => {
      fate.step()
      signal()
      const answer = heard()
      fate.step()
      signal()
      return answer
    }
    return {
      upload: async (photo) => {
        for (;;) {
          const offset = message(() => (this.loggedIn ? this.#offset(photo.id) : undefined))
          if (offset === undefined) return { kind: 'login' }
          if (offset >= photo.bytes.byteLength) return message(() => this.#finish(photo.id))
          const piece = new Uint8Array(photo.bytes.slice(offset, offset + PIECE))
          const heard = message(() => {
            if (this.loggedIn) this.#pictures.get(photo.id)?.push(...piece)
            return this.loggedIn
          })
          if (!heard) return { kind: 'login' }
        }
      },
      command: async (address, body) => message(() => this.#command(address, body)),
    }
  }

  #offset(id: string): number {
    const picture = this.#pictures.get(id) ?? []
    this.#pictures.set(id, picture)
    return picture.length
  }

  #finish(id: string): Reference {
    const sha256 = digest(Uint8Array.from(this.#pictures.get(id) ?? []))
    const reference = `/attachments/${id}`
    this.#references.set(reference, sha256)
    return { reference, sha256 }
  }

  #command(address: string, body: string): Answer {
    if (!this.loggedIn) return { kind: 'login' }
    const said = JSON.parse(body) as { command_id: string; attachments?: Reference[]; evidence?: Reference[] }
    const before = this.commands.get(said.command_id)
    if (before && before.body !== body) {
      return { kind: 'refused', told: { status: 409, code: 'command_reused', message: 'other words', next: '' } }
    }
    if (!before) {
      const refused = this.refuse?.(said as unknown as Record<string, unknown>)
      if (refused) return refused
      const attachments = [...(said.attachments ?? []), ...(said.evidence ?? [])].map(({ reference, sha256 }) => {
        if (this.#references.get(reference) !== sha256) throw new Error(`${reference} is not here whole`)
        return sha256
      })
      this.version += 1
      this.commands.set(said.command_id, { address, body, attachments })
    }
    return { kind: 'kept', receipt: { number: 'N1', version: this.version } }
  }
}

/** Hex of SHA-256. */
export function digest(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}

/** A phone's storage: it outlives the app. */
export class Phone {
  /** Making a vault is slow on purpose; what is tested here is the queue, so all phones share one key. */
  static #vault: Vault | undefined
  readonly #disk = new IDBFactory()

  /** Starts the app anew. */
  async start(fate = new Fate()): Promise<{ db: Database; vault: Vault }> {
    globalThis.indexedDB = this.#disk
    const db = await openDatabase()
    Phone.#vault ??= await Vault.make(db, { account: 'dengyilan', display: '邓亦澜' }, '246810', 0)
    return { db: mortal(db, fate), vault: Phone.#vault }
  }
}

/** The tables, with the app's fate before and after each thing done to them. */
function mortal(db: Database, fate: Fate): Database {
  return new Proxy(db, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name, target)
      if (typeof value !== 'function') return value
      return (...args: unknown[]) => {
        fate.step()
        const answer: unknown = Reflect.apply(value, target, args)
        if (name === 'transaction') return mortalTransaction(answer as object, fate)
        return answer instanceof Promise ? answer.then((done: unknown) => (fate.step(), done)) : answer
      }
    },
  })
}

function mortalTransaction(tx: object, fate: Fate): object {
  return new Proxy(tx, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name, target)
      if (name === 'done') return (value as Promise<void>).then(() => { fate.step() })
      return typeof value === 'function' ? value.bind(target) as unknown : value
    },
  })
}

/** Small deterministic dice (mulberry32). */
export function dice(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}
