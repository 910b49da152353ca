// The vault: what it opens to, what it never opens to, and what is left when it is wiped.

import { IDBFactory } from 'fake-indexeddb'
import { beforeEach, expect, test } from 'vitest'
import { openDatabase, type Database } from '@/vault/database'
import { LEASE_MS, MOST_TRIES, Vault, renewLease } from '@/vault/vault'
import { Queue } from '@/queue/queue'

const who = { account: 'dengyilan', display: '邓亦澜' }
let db: Database

beforeEach(async () => {
  globalThis.indexedDB = new IDBFactory()
  db = await openDatabase()
})

test('the right pin opens what was sealed, and the tables hold none of the words', async () => {
  const vault = await Vault.make(db, who, '246810', 0)
  await new Queue(db, vault).add({ verb: 'note', number: 'N1', body: { text: '井盖破损在桂花大道' } }, '井盖', [], 0)
  const opening = await Vault.open(db, '246810', 1)
  if (!opening.open) throw new Error(`it stayed shut: ${opening.why}`)
  const [item] = await new Queue(db, opening.vault).all()
  expect(item?.order).toEqual({ verb: 'note', number: 'N1', body: { text: '井盖破损在桂花大道' } })

  const words = new TextEncoder().encode('井盖')
  for (const row of await db.getAll('commands')) {
    const bytes = Buffer.from(row.sealed.data)
    expect(bytes.includes(Buffer.from(words))).toBe(false)
    expect(JSON.stringify({ ...row, sealed: undefined })).not.toContain('井盖')
  }
})

test('a row cannot be put in the place of another', async () => {
  const vault = await Vault.make(db, who, '246810', 0)
  const sealed = await vault.seal('words', 'command a')
  await expect(vault.unseal(sealed, 'command b')).rejects.toThrow()
})

test('the tenth wrong pin in a row wipes everything; a right one in between begins the count anew', async () => {
  const vault = await Vault.make(db, who, '246810', 0)
  await new Queue(db, vault).add({ verb: 'note', number: 'N1', body: { text: '一' } }, '一', [], 0)
  for (let n = 1; n < MOST_TRIES; n += 1) {
    expect(await Vault.open(db, '000000', 1)).toEqual({ open: false, why: 'wrong', left: MOST_TRIES - n })
  }
  expect((await Vault.open(db, '246810', 1)).open).toBe(true)
  for (let n = 1; n < MOST_TRIES; n += 1) await Vault.open(db, '000000', 1)
  expect(await Vault.open(db, '000000', 1)).toEqual({ open: false, why: 'wiped' })
  expect(await Vault.open(db, '246810', 1)).toEqual({ open: false, why: 'wiped' })
  for (const table of ['header', 'commands', 'photos', 'uploads', 'kept'] as const) expect(await db.count(table)).toBe(0)
})

test('a try counts although the app is killed while it is made', async () => {
  await Vault.make(db, who, '246810', 0)
  const before = (await db.get('header', 'vault'))?.tries
  const trying = Vault.open(db, '000000', 1)
  await expect.poll(async () => (await db.get('header', 'vault'))?.tries).toBe((before ?? 0) + 1)
  await trying
})

test('after the lease the cases of the day are gone, and the queue waits for the next login', async () => {
  const vault = await Vault.make(db, who, '246810', 0)
  await db.put('kept', await vault.seal({ cases: [] }, 'day'), 'day')
  await new Queue(db, vault).add({ verb: 'note', number: 'N1', body: { text: '一' } }, '一', [], 0)
  expect(await Vault.open(db, '246810', LEASE_MS)).toEqual({ open: false, why: 'lease' })
  expect(await db.get('kept', 'day')).toBeUndefined()
  expect(await Queue.unsent(db)).toBe(1)
  await renewLease(db, LEASE_MS)
  expect((await Vault.open(db, '246810', LEASE_MS + 1)).open).toBe(true)
})
