// The vault: one random data key seals everything, and the PIN unwraps it.
//
// The key that unwraps comes from the PIN by PBKDF2 and from a key of this device that scripts can use and cannot read. The design
// asks for a half that the server holds; the server has no door for it, so whoever copies the whole storage of an unlocked phone can
// try all six digits offline. The README says so too.

import type { Database, Header, Sealed } from './database'
import { wipe } from './database'

/** PBKDF2-HMAC-SHA-256, as many rounds as OWASP's Password Storage Cheat Sheet (2023) asks for. */
const ITERATIONS = 600_000

/** After so many wrong PINs everything is wiped. */
export const MOST_TRIES = 10

/** How long the day's cases may be read without the server, in milliseconds: 72 hours. */
export const LEASE_MS = 72 * 3600_000

/** What opening the vault comes to. */
export type Opening =
  | { open: true; vault: Vault }
  /** The PIN was wrong; so many tries are left. */
  | { open: false; why: 'wrong'; left: number }
  /** That was the last try: nothing is left on the phone. */
  | { open: false; why: 'wiped' }
  /** The lease is over: log in at the server first. */
  | { open: false; why: 'lease' }

/** An opened vault. */
export class Vault {
  readonly #key: CryptoKey

  private constructor(key: CryptoKey) {
    this.#key = key
  }

  /** Makes the vault of an account. Whoever calls has just been let in by the server. */
  static async make(db: Database, who: { account: string; display: string }, pin: string, now: number): Promise<Vault> {
    const device = await crypto.subtle.generateKey({ name: 'HMAC', hash: 'SHA-256' }, false, ['sign'])
    const salt = crypto.getRandomValues(new Uint8Array(16))
    const raw = crypto.getRandomValues(new Uint8Array(32))
    const wrapped = await seal(await wrappingKey(pin, salt, ITERATIONS, device), raw, 'data key')
    const header = { ...who, salt, iterations: ITERATIONS, device, wrapped, tries: 0, leased_until: now + LEASE_MS }
    await db.put('header', header, 'vault')
    return new Vault(await dataKey(raw))
  }

  /** Tries a PIN. `lapsed` tells that the server has not been reached since the lease ended; then nothing is opened. */
  static async open(db: Database, pin: string, now: number): Promise<Opening> {
    const header = await countTry(db)
    if (!header) return { open: false, why: 'wiped' }
    const key = await wrappingKey(pin, header.salt, header.iterations, header.device)
    const raw = await unseal(key, header.wrapped, 'data key').catch(() => undefined)
    if (!raw) {
      const left = MOST_TRIES - header.tries
      if (left > 0) return { open: false, why: 'wrong', left }
      await wipe(db)
      return { open: false, why: 'wiped' }
    }
    await changeHeader(db, (kept) => ({ ...kept, tries: 0 }))
    if (header.leased_until <= now) {
      // What waits to be sent stays; the day's cases are nobody's to read any more.
      await db.delete('kept', 'day')
      return { open: false, why: 'lease' }
    }
    return { open: true, vault: new Vault(await dataKey(new Uint8Array(raw))) }
  }

  /** Seals a value. `about` binds it to its place, so that rows cannot change places. */
  seal(value: unknown, about: string): Promise<Sealed> {
    return this.sealBytes(new TextEncoder().encode(JSON.stringify(value)), about)
  }

  /** The value that was sealed at this place. */
  async unseal<T>(sealed: Sealed, about: string): Promise<T> {
    return JSON.parse(new TextDecoder().decode(await this.unsealBytes(sealed, about))) as T
  }

  sealBytes(bytes: BufferSource, about: string): Promise<Sealed> {
    return seal(this.#key, bytes, about)
  }

  unsealBytes(sealed: Sealed, about: string): Promise<ArrayBuffer> {
    return unseal(this.#key, sealed, about)
  }
}

/** The server has let the account in: the lease begins anew. */
export async function renewLease(db: Database, now: number): Promise<void> {
  await changeHeader(db, (header) => ({ ...header, leased_until: now + LEASE_MS }))
}

/** Counts a try before it is made, so that killing the app in between is no way to guess for free. */
async function countTry(db: Database): Promise<Header | undefined> {
  return changeHeader(db, (header) => ({ ...header, tries: header.tries + 1 }))
}

async function changeHeader(db: Database, change: (header: Header) => Header): Promise<Header | undefined> {
  const tx = db.transaction('header', 'readwrite', { durability: 'strict' })
  const header = await tx.store.get('vault')
  const next = header && change(header)
  if (next) await tx.store.put(next, 'vault')
  await tx.done
  return next
}

async function wrappingKey(pin: string, salt: BufferSource, iterations: number, device: CryptoKey): Promise<CryptoKey> {
  const typed = await crypto.subtle.importKey('raw', new TextEncoder().encode(pin), 'PBKDF2', false, ['deriveBits'])
  const slow = await crypto.subtle.deriveBits({ name: 'PBKDF2', hash: 'SHA-256', salt, iterations }, typed, 256)
  const both = await crypto.subtle.sign('HMAC', device, slow)
  return dataKey(new Uint8Array(both))
}

function dataKey(raw: Uint8Array<ArrayBuffer>): Promise<CryptoKey> {
  return crypto.subtle.importKey('raw', raw, 'AES-GCM', false, ['encrypt', 'decrypt'])
}

async function seal(key: CryptoKey, bytes: BufferSource, about: string): Promise<Sealed> {
  const iv = crypto.getRandomValues(new Uint8Array(12))
  const additionalData = new TextEncoder().encode(about)
  return { iv, data: await crypto.subtle.encrypt({ name: 'AES-GCM', iv, additionalData }, key, bytes) }
}

function unseal(key: CryptoKey, { iv, data }: Sealed, about: string): Promise<ArrayBuffer> {
  const additionalData = new TextEncoder().encode(about)
  return crypto.subtle.decrypt({ name: 'AES-GCM', iv, additionalData }, key, data)
}
