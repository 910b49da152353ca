// The queue in the phone's tables: nothing counts as saved before its row is written, and nothing leaves before the server has it.

import { newId } from '@/device/uuid'
import type { CommandRow, Database, Standing } from '@/vault/database'
import type { Vault } from '@/vault/vault'
import type { Content, Item, Order, PhotoRef, Receipt, Told } from './item'

/** A picture as it was taken. */
export interface Photo {
  bytes: ArrayBuffer
  role: string
}

/** Where a picture is kept on the server. */
export interface Reference {
  reference: string
  sha256: string
}

/** How many records that were sent are still shown. */
const MOST_DONE = 30

export class Queue {
  readonly #db: Database
  readonly #vault: Vault

  constructor(db: Database, vault: Vault) {
    this.#db = db
    this.#vault = vault
  }

  /**
   * Writes a record with its pictures. When this returns, it is on the phone's disk; when it throws, nothing of it is.
   */
  async add(order: Order, headline: string, photos: Photo[], now: number): Promise<string> {
    const id = newId(now)
    const rows = await Promise.all(photos.map((photo) => this.#photoRow(photo, id)))
    const content: Content = { order, at: now, headline, photos: rows.map(({ ref }) => ref) }
    const sealed = await this.#vault.seal(content, `command ${id}`)
    // Everything is sealed before the transaction begins: one that waits for a cipher commits by itself.
    const tx = this.#db.transaction(['commands', 'photos'], 'readwrite', { durability: 'strict' })
    await settle([
      ...rows.map(({ row }) => tx.objectStore('photos').add(row)),
      tx.objectStore('commands').add({ id, standing: 'waiting', sealed }),
      tx.done,
    ])
    return id
  }

  /** How many records the server does not have yet. Needs no open vault. */
  static async unsent(db: Database): Promise<number> {
    const tx = db.transaction('commands')
    const [waiting, stuck] = await Promise.all([
      tx.store.index('standing').count('waiting'),
      tx.store.index('standing').count('stuck'),
    ])
    return waiting + stuck
  }

  /** Every record, oldest first. */
  async all(): Promise<Item[]> {
    const rows = await this.#db.getAll('commands')
    return Promise.all(rows.map((row) => this.#open(row)))
  }

  async get(id: string): Promise<Item | undefined> {
    const row = await this.#db.getFromIndex('commands', 'id', id)
    return row && this.#open(row)
  }

  /** The picture's bytes. */
  async photo(id: string): Promise<ArrayBuffer> {
    const row = await this.#db.get('photos', id)
    if (!row) throw new Error(`the picture ${id} is not on this phone`)
    return this.#vault.unsealBytes(row.sealed, `photo ${id}`)
  }

  /** Where the server keeps a picture, if it has it. */
  async reference(photo: string): Promise<Reference | undefined> {
    const row = await this.#db.get('uploads', photo)
    return row && this.#vault.unseal<Reference>(row.sealed, `upload ${photo}`)
  }

  /** The server has the picture. */
  async uploaded(photo: string, reference: Reference): Promise<void> {
    const sealed = await this.#vault.seal(reference, `upload ${photo}`)
    await this.#db.put('uploads', { photo, sealed })
  }

  /** The words of the command stand, before they are first sent. */
  async freeze(item: Item, body: string): Promise<Item> {
    return this.#change(item, 'waiting', { frozen: body })
  }

  /** The server has it: its pictures leave the phone in the same step. */
  async done(item: Item, receipt: Receipt): Promise<Item> {
    const row = await this.#rowOf({ ...item, receipt, told: undefined }, 'done')
    const tx = this.#db.transaction(['commands', 'photos', 'uploads'], 'readwrite', { durability: 'strict' })
    await settle([
      tx.objectStore('commands').put(row),
      ...item.photos.map(({ id }) => tx.objectStore('photos').delete(id)),
      ...item.photos.map(({ id }) => tx.objectStore('uploads').delete(id)),
      tx.done,
    ])
    return { ...item, receipt, standing: 'done' }
  }

  /** The server said no: a person has to look. */
  async stuck(item: Item, told: Told): Promise<Item> {
    return this.#change(item, 'stuck', { told })
  }

  /**
   * Puts a mended record in the place of a refused one, in one step. What was refused was not kept by the server, so the mended one is a
   * new command with an id of its own; its pictures go along.
   */
  async mend(item: Item, order: Order, now: number): Promise<string> {
    const id = newId(now)
    const content: Content = { order, at: item.at, headline: item.headline, photos: item.photos }
    const sealed = await this.#vault.seal(content, `command ${id}`)
    const tx = this.#db.transaction(['commands', 'photos', 'uploads'], 'readwrite', { durability: 'strict' })
    const photos = tx.objectStore('photos')
    const move = async ({ id: photo }: PhotoRef) => {
      const row = await photos.get(photo)
      if (row) await photos.put({ ...row, command: id })
    }
    await settle([
      // The place in the row is kept: what was done first is sent first.
      tx.objectStore('commands').put({ seq: item.seq, id, standing: 'waiting', sealed }),
      ...item.photos.map(move),
      // The server keeps a picture that no case names for some days only; it is asked about each again.
      ...item.photos.map(({ id: photo }) => tx.objectStore('uploads').delete(photo)),
      tx.done,
    ])
    return id
  }

  /** A person gives a record up, after they have taken it elsewhere. */
  async giveUp(item: Item): Promise<void> {
    const tx = this.#db.transaction(['commands', 'photos', 'uploads'], 'readwrite', { durability: 'strict' })
    await settle([
      tx.objectStore('commands').delete(item.seq),
      ...item.photos.map(({ id }) => tx.objectStore('photos').delete(id)),
      ...item.photos.map(({ id }) => tx.objectStore('uploads').delete(id)),
      tx.done,
    ])
  }

  /** Forgets the oldest of those that were sent. */
  async tidy(): Promise<void> {
    const done = await this.#db.getAllKeysFromIndex('commands', 'standing', 'done')
    const old = done.slice(0, Math.max(0, done.length - MOST_DONE))
    const tx = this.#db.transaction('commands', 'readwrite')
    await settle([...old.map((key) => tx.store.delete(key)), tx.done])
  }

  async #photoRow({ bytes, role }: Photo, command: string) {
    const id = newId()
    const sealed = await this.#vault.sealBytes(bytes, `photo ${id}`)
    return { ref: { id, role }, row: { id, command, size: bytes.byteLength, sealed } }
  }

  async #change(item: Item, standing: Standing, change: Partial<Content>): Promise<Item> {
    const next = { ...item, ...change, standing }
    await this.#db.put('commands', await this.#rowOf(next, standing))
    return next
  }

  async #rowOf(item: Item, standing: Standing): Promise<CommandRow> {
    const { seq, id, order, at, headline, photos, frozen, told, receipt } = item
    const content: Content = { order, at, headline, photos, frozen, told, receipt }
    return { seq, id, standing, sealed: await this.#vault.seal(content, `command ${id}`) }
  }

  async #open(row: CommandRow): Promise<Item> {
    const content = await this.#vault.unseal<Content>(row.sealed, `command ${row.id}`)
    return { ...content, seq: row.seq ?? 0, id: row.id, standing: row.standing }
  }
}

/** Waits for all of them, and throws the first reason: a transaction that fails takes every request with it. */
async function settle(steps: Promise<unknown>[]): Promise<void> {
  const results = await Promise.allSettled(steps)
  const reasons = results.filter((result) => result.status === 'rejected').map((result): unknown => result.reason)
  // A full disk aborts the transaction; the other requests then only say that it was aborted.
  const told = reasons.find(isFull) ?? reasons[0]
  if (told !== undefined) throw told
}

/** Whether the phone has no room left. */
export function isFull(reason: unknown): boolean {
  return reason instanceof Error && reason.name === 'QuotaExceededError'
}
