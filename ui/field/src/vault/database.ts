// The phone's own tables. What they hold of people and cases is sealed; what is plain is listed here and nowhere else.

import { openDB, type DBSchema, type IDBPDatabase } from 'idb'

/** Something sealed with AES-GCM under the vault's data key. */
export interface Sealed {
  iv: Uint8Array<ArrayBuffer>
  data: ArrayBuffer
}

/** What is needed to open the vault, and to know that it may be opened. */
export interface Header {
  /** The account whose records these are. */
  account: string
  display: string
  salt: Uint8Array<ArrayBuffer>
  iterations: number
  /** A key that scripts can use and cannot read. */
  device: CryptoKey
  /** The data key, wrapped. */
  wrapped: Sealed
  /** Wrong PINs since the last right one. */
  tries: number
  /** Until when the day's cases may be read without the server, in milliseconds since 1970. */
  leased_until: number
}

/** Where a record of the queue stands. */
export type Standing = 'waiting' | 'stuck' | 'done'

/** A record of the queue: plain are its order, its id and where it stands, so that the count is known before the vault is open. */
export interface CommandRow {
  seq?: number
  id: string
  standing: Standing
  sealed: Sealed
}

/** A picture that waits for its record. */
export interface PhotoRow {
  id: string
  command: string
  size: number
  sealed: Sealed
}

/** Where a picture is kept on the server, once it is there. Kept apart, so that megabytes are not written again. */
export interface UploadRow {
  photo: string
  sealed: Sealed
}

interface Tables extends DBSchema {
  header: { key: 'vault'; value: Header }
  commands: { key: number; value: CommandRow; indexes: { id: string; standing: Standing } }
  photos: { key: string; value: PhotoRow; indexes: { command: string } }
  uploads: { key: string; value: UploadRow }
  kept: { key: string; value: Sealed }
}

export type Database = IDBPDatabase<Tables>

export const DATABASE = 'jingwei-field'

/** Opens the tables, and makes them on the first day. */
export function openDatabase(): Promise<Database> {
  return openDB<Tables>(DATABASE, 1, {
    upgrade(db) {
      db.createObjectStore('header')
      const commands = db.createObjectStore('commands', { keyPath: 'seq', autoIncrement: true })
      commands.createIndex('id', 'id', { unique: true })
      commands.createIndex('standing', 'standing')
      const photos = db.createObjectStore('photos', { keyPath: 'id' })
      photos.createIndex('command', 'command')
      db.createObjectStore('uploads', { keyPath: 'photo' })
      db.createObjectStore('kept')
    },
    blocking(_, __, event) {
      // Another window of a newer release waits for us; a page that holds on to old tables would stop it.
      ;(event.target as IDBDatabase).close()
    },
  })
}

/** Everything on the phone is gone after this, the key first: what is left then is noise. */
export async function wipe(db: Database): Promise<void> {
  await db.clear('header')
  const tx = db.transaction(['commands', 'photos', 'uploads', 'kept'], 'readwrite')
  await Promise.all([
    tx.objectStore('commands').clear(),
    tx.objectStore('photos').clear(),
    tx.objectStore('uploads').clear(),
    tx.objectStore('kept').clear(),
    tx.done,
  ])
}
