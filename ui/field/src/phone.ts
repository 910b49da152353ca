// The phone as the screens see it: who holds it, whether it is open, what the day holds, and what is not sent yet.

import { computed, ref, shallowRef } from 'vue'
import { Refused, Unreachable, ask, get, post, type Me } from '@/api/client'
import { server } from '@/api/server'
import { fetchDay, keepDay, keptDay, type Day } from '@/day/day'
import { Queue, type Photo } from '@/queue/queue'
import type { Item, Order } from '@/queue/item'
import { send, type Ending } from '@/queue/send'
import { openDatabase, wipe, type Database } from '@/vault/database'
import { Vault, renewLease, type Opening } from '@/vault/vault'

/** What stands on the screen before anything else does. */
export type Stage =
  | { at: 'starting' }
  | { at: 'login'; why: 'first' | 'lease' | 'wiped' }
  | { at: 'pin' }
  | { at: 'new pin'; me: Me }
  | { at: 'open' }

export const stage = shallowRef<Stage>({ at: 'starting' })
/** Whose phone it is; known before it is open. */
export const holder = shallowRef<{ account: string; display: string }>()
export const day = shallowRef<Day>()
export const items = shallowRef<Item[]>([])
/** Counted from the tables, so that it is right before the vault is open. */
export const unsent = ref(0)
export const line = ref<'idle' | 'sending' | 'offline' | 'busy' | 'login'>('idle')
export const refreshing = ref<'no' | 'now' | 'failed'>('no')
export const stuck = computed(() => items.value.filter((item) => item.standing === 'stuck').length)

let db: Database
let vault: Vault | undefined
let queue: Queue | undefined
let again: ReturnType<typeof setTimeout> | undefined

/** How often it is tried again while something waits, in milliseconds. */
const RETRY_MS = 20_000
/** How old the day may be before it is asked for by itself. */
const STALE_MS = 10 * 60_000

/** Opens the tables and sees where to begin. */
export async function start(): Promise<void> {
  db = await openDatabase()
  const header = await db.get('header', 'vault')
  holder.value = header
  unsent.value = await Queue.unsent(db)
  stage.value = header ? { at: 'pin' } : { at: 'login', why: 'first' }
  addEventListener('online', () => void work())
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') void work()
  })
}

/** What logging in comes to, where it is no error. */
export type Entry = 'in' | 'not field' | 'other account'

/** Logs in, on the first day, after the lease, or on top of what is open. */
export async function logIn(name: string, password: string): Promise<Entry> {
  const me = await post<Me>('/api/v1/sessions', JSON.stringify({ name, password }))
  const kept = await db.get('header', 'vault')
  if (me.role !== 'field' || (kept && kept.account !== me.name && unsent.value > 0)) {
    // Whoever may not stay here leaves no session behind.
    await ask('DELETE', '/api/v1/sessions')
    return me.role === 'field' ? 'other account' : 'not field'
  }
  if (kept && kept.account === me.name) {
    await renewLease(db, Date.now())
    if (vault) {
      line.value = 'idle'
      void work()
    } else stage.value = { at: 'pin' }
    return 'in'
  }
  if (kept) await wipe(db)
  stage.value = { at: 'new pin', me }
  return 'in'
}

/** Makes the vault with a new PIN. */
export async function choosePin(me: Me, pin: string): Promise<void> {
  const who = { account: me.name, display: me.display }
  holder.value = who
  // Asked for once, while somebody looks: the system then does not clear the phone's tables when space runs short.
  await navigator.storage.persist().catch(() => false)
  await begin(await Vault.make(db, who, pin, Date.now()))
}

/** Tries a PIN. */
export async function unlock(pin: string): Promise<Opening> {
  const opening = await Vault.open(db, pin, Date.now())
  if (opening.open) await begin(opening.vault)
  else if (opening.why === 'lease') stage.value = { at: 'login', why: 'lease' }
  else if (opening.why === 'wiped') await forget('wiped')
  return opening
}

async function begin(opened: Vault): Promise<void> {
  vault = opened
  queue = new Queue(db, opened)
  day.value = await keptDay(db, opened)
  await look()
  stage.value = { at: 'open' }
  void work()
}

/** Locks: the key leaves memory. */
export function lock(): void {
  clearTimeout(again)
  ;[vault, queue, day.value, items.value] = [undefined, undefined, undefined, []]
  stage.value = { at: 'pin' }
}

/** Ends the session and wipes the phone. Whoever calls has been told how much is lost. */
export async function logOut(): Promise<void> {
  await ask('DELETE', '/api/v1/sessions').catch(() => undefined)
  await forget('first')
}

async function forget(why: 'first' | 'wiped'): Promise<void> {
  clearTimeout(again)
  await wipe(db)
  ;[vault, queue, day.value, items.value, unsent.value, holder.value] = [undefined, undefined, undefined, [], 0, undefined]
  line.value = 'idle'
  stage.value = { at: 'login', why }
}

/** Keeps a record. When this returns it is on the disk; sending begins by itself. */
export async function keep(order: Order, headline: string, photos: Photo[]): Promise<void> {
  await open().add(order, headline, photos, Date.now())
  await look()
  void work()
}

/** Puts a mended record in the place of a refused one. */
export async function mend(item: Item, order: Order): Promise<void> {
  await open().mend(item, order, Date.now())
  await look()
  void work()
}

export async function giveUp(item: Item): Promise<void> {
  await open().giveUp(item)
  await look()
}

/** The pictures of a record. */
export function pictures(item: Item): Promise<ArrayBuffer[]> {
  return Promise.all(item.photos.map(({ id }) => open().photo(id)))
}

/** What somebody has begun to write. */
export async function draft<T>(name: string): Promise<T | undefined> {
  const sealed = await db.get('kept', `draft ${name}`)
  return sealed && vault?.unseal<T>(sealed, `draft ${name}`)
}

export async function keepDraft(name: string, words: unknown): Promise<void> {
  if (vault) await db.put('kept', await vault.seal(words, `draft ${name}`), `draft ${name}`)
}

/** The pictures that were taken for it. */
export async function draftPhotos(name: string): Promise<ArrayBuffer[]> {
  const keys = (await db.getAllKeys('kept', photosOf(name))).sort()
  const sealed = await Promise.all(keys.map((key) => db.get('kept', key)))
  return Promise.all(sealed.flatMap((one, n) => (one && vault ? [vault.unsealBytes(one, keys[n] ?? '')] : [])))
}

export async function keepDraftPhotos(name: string, photos: ArrayBuffer[]): Promise<void> {
  const opened = vault
  if (!opened) return
  const keys = photos.map((_, n) => `draft ${name} photo ${n}`)
  const sealed = await Promise.all(photos.map((bytes, n) => opened.sealBytes(bytes, keys[n] ?? '')))
  const tx = db.transaction('kept', 'readwrite')
  await Promise.all([tx.store.delete(photosOf(name)), ...sealed.map((one, n) => tx.store.put(one, keys[n] ?? '')), tx.done])
}

export async function forgetDraft(name: string): Promise<void> {
  const tx = db.transaction('kept', 'readwrite')
  await Promise.all([tx.store.delete(`draft ${name}`), tx.store.delete(photosOf(name)), tx.done])
}

function photosOf(name: string): IDBKeyRange {
  return IDBKeyRange.bound(`draft ${name} photo `, `draft ${name} photo ~`)
}

/** Sends what waits, then asks for the day when it is old. One window at a time does so. */
export async function work(): Promise<void> {
  if (!queue || line.value === 'sending') return
  clearTimeout(again)
  await navigator.locks.request('jingwei-field-send', async () => {
    const ending = await sendAll().catch(gone)
    if (ending.kind === 'idle' && Date.now() - (day.value?.at ?? 0) > STALE_MS) await refresh()
  })
}

async function sendAll(): Promise<Ending> {
  if (!queue) return { kind: 'idle' }
  await look()
  if (unsent.value > stuck.value) line.value = 'sending'
  const ending = await send(queue, server, () => void look()).catch(gone)
  await look()
  line.value = ending.kind === 'idle' ? 'idle' : ending.kind === 'login' ? 'login' : ending.seconds ? 'busy' : 'offline'
  if (ending.kind === 'later') again = setTimeout(() => void work(), (ending.seconds ?? 0) * 1000 || RETRY_MS)
  return ending
}

/** What a broken line comes to. Anything else is a mistake of ours and is not hidden. */
function gone(why: unknown): Ending {
  if (why instanceof Unreachable) return { kind: 'later' }
  throw why
}

/** Asks the server for the day. */
export async function refresh(): Promise<void> {
  if (!vault) return
  refreshing.value = 'now'
  try {
    const me = await get<Me>('/api/v1/me')
    const fresh = await fetchDay(me, day.value, Date.now())
    // It may have been locked or wiped meanwhile; then nothing of the day may be written.
    if (!vault) return
    await keepDay(db, vault, fresh)
    await renewLease(db, Date.now())
    day.value = fresh
    refreshing.value = 'no'
  } catch (why) {
    if (why instanceof Refused && why.status === 401) line.value = 'login'
    else if (!(why instanceof Unreachable || why instanceof Refused)) throw why
    else if (why instanceof Unreachable) line.value = 'offline'
    refreshing.value = 'failed'
  }
}

async function look(): Promise<void> {
  unsent.value = await Queue.unsent(db)
  if (queue) items.value = await queue.all()
}

function open(): Queue {
  if (!queue) throw new Error('the phone is locked')
  return queue
}
