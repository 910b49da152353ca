// The promise of the phone: every record exactly once, wherever the app is killed and whenever the signal goes.

import { describe, expect, test } from 'vitest'
import { Queue, type Photo } from '@/queue/queue'
import { send } from '@/queue/send'
import type { Order } from '@/queue/item'
import { Fate, FakeServer, Killed, NoSignal, Phone, dice, digest } from './city'

const note = (text: string): Order => ({ verb: 'note', number: 'N1', body: { text } })

function picture(length: number, seed: number): Photo {
  const throwDie = dice(seed)
  return { bytes: Uint8Array.from({ length }, () => Math.floor(throwDie() * 256)).buffer, role: 'after' }
}

const shift: { order: Order; photos: Photo[] }[] = [
  { order: { verb: 'file', body: { channel: 'field', description: '井盖破损' } }, photos: [picture(2500, 1), picture(900, 2)] },
  { order: { verb: 'verify', number: 'N1', seen_version: 1, body: { passed: true, remarks: '' } }, photos: [picture(1001, 3)] },
  { order: note('已到现场'), photos: [] },
]

/** Runs the app over and over until a run comes to its end; the first lives are as short as told. */
async function live(phone: Phone, server: FakeServer, lives: number[], work: (queue: Queue) => Promise<void>): Promise<number> {
  for (const at of [...lives, Number.POSITIVE_INFINITY]) {
    const fate = new Fate(at)
    try {
      const { db, vault } = await phone.start(fate)
      const queue = new Queue(db, vault)
      await work(queue)
      const ending = await send(queue, server.by(fate))
      if (ending.kind === 'idle') return fate.steps
    } catch (killed) {
      if (!(killed instanceof Killed)) throw killed
    }
  }
  throw new Error('no run came to its end')
}

/** Writes the shift down record by record; what a life before has written is not written again, as a person would not. */
function writer() {
  const told = new Set<number>()
  return {
    told,
    write: async (queue: Queue) => {
      for (const [n, { order, photos }] of shift.entries()) {
        if (told.has(n)) continue
        // Killed in the middle, the person looks at the list after the restart and writes only what is not there.
        const there = (await queue.all()).some((item) => item.headline === `record ${n}`)
        if (!there) await queue.add(order, `record ${n}`, photos, n)
        told.add(n)
      }
    },
  }
}

function expectShift(server: FakeServer): void {
  const kept = [...server.commands.values()]
  expect(kept.map(({ address }) => address)).toEqual(['/api/v1/cases', '/api/v1/cases/N1/verify', '/api/v1/cases/N1/note'])
  expect(kept.map(({ attachments }) => attachments)).toEqual(
    shift.map(({ photos }) => photos.map(({ bytes }) => digest(new Uint8Array(bytes)))),
  )
}

describe('a shift', () => {
  test('is sent once when nothing goes wrong', async () => {
    const server = new FakeServer()
    await live(new Phone(), server, [], writer().write)
    expectShift(server)
  })

  test('is sent once wherever the app is killed', async () => {
    const whole = await live(new Phone(), new FakeServer(), [], writer().write)
    expect(whole).toBeGreaterThan(60)
    for (let at = 1; at <= whole; at += 1) {
      const server = new FakeServer()
      await live(new Phone(), server, [at], writer().write)
      expectShift(server)
    }
  })

  test('is sent once through many short lives, lost signals and lost sessions', async () => {
    for (let seed = 1; seed <= 60; seed += 1) {
      const throwDie = dice(seed)
      const [phone, server, { write }] = [new Phone(), new FakeServer(), writer()]
      for (let life = 0; ; life += 1) {
        const wild = life < 25
        server.loggedIn = !wild || throwDie() > 0.2
        const fate = new Fate(wild ? 3 + Math.floor(throwDie() * 60) : undefined)
        const signal = () => {
          if (wild && throwDie() < 0.08) throw new NoSignal()
        }
        try {
          const { db, vault } = await phone.start(fate)
          const queue = new Queue(db, vault)
          await write(queue)
          const ending = await send(queue, server.by(fate, signal))
          if (ending.kind === 'idle') break
        } catch (broken) {
          if (!(broken instanceof Killed || broken instanceof NoSignal)) throw broken
        }
      }
      expectShift(server)
    }
  })
})

test('nothing counts as unsent before its row is written, and nothing stops counting before the server has it', async () => {
  const phone = new Phone()
  const { db, vault } = await phone.start()
  const queue = new Queue(db, vault)
  expect(await Queue.unsent(db)).toBe(0)
  await queue.add(note('一'), 'one', [picture(10, 1)], 1)
  expect(await Queue.unsent(db)).toBe(1)
  const server = new FakeServer()
  server.loggedIn = false
  expect(await send(queue, server.by(new Fate()))).toEqual({ kind: 'login' })
  expect(await Queue.unsent(db)).toBe(1)
  server.loggedIn = true
  expect(await send(queue, server.by(new Fate()))).toEqual({ kind: 'idle' })
  expect(await Queue.unsent(db)).toBe(0)
  expect(await db.count('photos')).toBe(0)
})

test('a full disk leaves nothing of the record behind and is said', async () => {
  const { db, vault } = await new Phone().start()
  const queue = new Queue(db, vault)
  const full = new Proxy(db, {
    get(target, name) {
      if (name !== 'transaction') return Reflect.get(target, name, target) as unknown
      return (...args: unknown[]) => {
        const tx = Reflect.apply(target.transaction, target, args) as ReturnType<typeof target.transaction>
        tx.objectStore('commands').add = () => {
          tx.abort()
          return Promise.reject(new DOMException('no room', 'QuotaExceededError'))
        }
        return tx
      }
    },
  })
  await expect(new Queue(full, vault).add(note('一'), 'one', [picture(10, 1)], 1)).rejects.toThrow('no room')
  expect(await queue.all()).toEqual([])
  expect(await db.count('photos')).toBe(0)
})

describe('a record that is refused', () => {
  const refusal = { status: 409, code: 'version_conflict', message: '案件已变化', next: '', version: 5, state: '处置中' }

  test('waits for a person, holds back what follows on the same case, and lets the others go', async () => {
    const { db, vault } = await new Phone().start()
    const queue = new Queue(db, vault)
    const server = new FakeServer()
    server.refuse = (body) => (body.passed === undefined ? undefined : { kind: 'refused', told: refusal })
    await queue.add({ verb: 'verify', number: 'N1', seen_version: 1, body: { passed: true, remarks: '' } }, 'check', [], 1)
    await queue.add(note('同一案件'), 'same case', [], 2)
    await queue.add({ verb: 'note', number: 'N2', body: { text: '另一案件' } }, 'other case', [], 3)
    await send(queue, server.by(new Fate()))
    expect((await queue.all()).map(({ headline, standing }) => [headline, standing])).toEqual([
      ['check', 'stuck'],
      ['same case', 'waiting'],
      ['other case', 'done'],
    ])
    expect((await queue.all())[0]?.told).toEqual(refusal)
  })

  test('goes on under an id of its own once it is mended, with its pictures, in its place', async () => {
    const { db, vault } = await new Phone().start()
    const queue = new Queue(db, vault)
    const server = new FakeServer()
    const shot = picture(1500, 7)
    server.refuse = (body) => (body.expected_version === 1 ? { kind: 'refused', told: refusal } : undefined)
    const first = await queue.add(
      { verb: 'verify', number: 'N1', seen_version: 1, body: { passed: true, remarks: '' } }, 'check', [shot], 1,
    )
    await send(queue, server.by(new Fate()))
    const [item] = await queue.all()
    if (!item) throw new Error('the record is gone')
    await queue.mend(item, { verb: 'verify', number: 'N1', seen_version: 5, body: { passed: false, remarks: '未修好' } }, 2)
    await send(queue, server.by(new Fate()))
    const [kept] = [...server.commands.entries()]
    expect(kept?.[0]).not.toBe(first)
    expect(JSON.parse(kept?.[1].body ?? '')).toMatchObject({ expected_version: 5, passed: false, remarks: '未修好' })
    expect(kept?.[1].attachments).toEqual([digest(new Uint8Array(shot.bytes))])
    expect(await Queue.unsent(db)).toBe(0)
  })

  test('can be given up, and then leaves nothing on the phone', async () => {
    const { db, vault } = await new Phone().start()
    const queue = new Queue(db, vault)
    await queue.add(note('一'), 'one', [picture(10, 1)], 1)
    const [item] = await queue.all()
    if (!item) throw new Error('the record is gone')
    await queue.giveUp(item)
    expect([await db.count('commands'), await db.count('photos')]).toEqual([0, 0])
  })
})

describe('two records on one case', () => {
  test('do not conflict with each other', async () => {
    const { db, vault } = await new Phone().start()
    const queue = new Queue(db, vault)
    const server = new FakeServer()
    await queue.add({ verb: 'accept', number: 'N1', seen_version: 1, body: {} }, 'accept', [], 1)
    await queue.add({ verb: 'handle', number: 'N1', seen_version: 1, body: { result: '已清理' } }, 'handle', [], 2)
    await send(queue, server.by(new Fate()))
    const versions = [...server.commands.values()].map(({ body }) => (JSON.parse(body) as { expected_version: number }).expected_version)
    expect(versions).toEqual([1, 2])
  })

  test('do not hide what somebody else did in between', async () => {
    const { db, vault } = await new Phone().start()
    const queue = new Queue(db, vault)
    const server = new FakeServer()
    // A colleague's change before our note: the note goes without a version, the next decision must not be waved through.
    server.version = 4
    await queue.add(note('一'), 'note', [], 1)
    await queue.add({ verb: 'handle', number: 'N1', seen_version: 3, body: { result: '已清理' } }, 'handle', [], 2)
    await send(queue, server.by(new Fate()))
    const bodies = [...server.commands.values()].map(({ body }) => JSON.parse(body) as { expected_version?: number })
    expect(bodies.map((body) => body.expected_version)).toEqual([undefined, 3])
  })
})
