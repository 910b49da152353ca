import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { listen, type Happening, type Source } from './feed'

class Fake implements Source {
  static all: Fake[] = []
  onopen: (() => void) | null = null
  onerror: (() => void) | null = null
  readyState = 0
  closed = false
  private hear: ((event: { data: string; lastEventId: string }) => void) | null = null
  constructor(readonly address: string) { Fake.all.push(this) }
  addEventListener(_: 'case', listener: (event: { data: string; lastEventId: string }) => void): void { this.hear = listener }
  close(): void { this.closed = true; this.readyState = 2 }
  opens(): void { this.readyState = 1; this.onopen?.() }
  /** The browser tries again by itself. */
  stumbles(): void { this.readyState = 0; this.onerror?.() }
  gives_up(): void { this.readyState = 2; this.onerror?.() }
  says(index: number, data = JSON.stringify({ number: '1', ledger_index: index })): void { this.hear?.({ data, lastEventId: String(index) }) }
}

const heard: Happening[] = []
const lines: string[] = []
let back = 0
const ear = { heard: (one: Happening) => heard.push(one), line: (state: string) => lines.push(state), back: () => { back += 1 } }
const last = () => Fake.all.at(-1) as Fake
const begin = () => listen(ear, (address) => new Fake(address))

beforeEach(() => {
  vi.useFakeTimers()
  Fake.all = []
  heard.length = lines.length = back = 0
})
afterEach(() => { vi.useRealTimers() })

it('what happens is heard, and a garbled line is passed over', () => {
  const stop = begin()
  last().opens()
  last().says(41)
  last().says(42, 'not json')
  last().says(43)
  expect(heard.map((one) => one.ledger_index)).toEqual([41, 43])
  stop()
})

it('after the server gave us up we come back with what was seen last, and count anew', () => {
  const stop = begin()
  last().opens()
  last().says(41)
  last().gives_up()
  expect(lines.at(-1)).toBe('broken')
  vi.advanceTimersByTime(1_000)
  expect(last().address).toBe('/api/v1/events?after=41')
  last().opens()
  expect(back).toBe(1)
  expect(lines.at(-1)).toBe('live')
  stop()
})

it('a server that stays away is asked ever more slowly, but at least once a minute', () => {
  const stop = begin()
  for (let i = 0; i < 12; i++) {
    last().gives_up()
    vi.advanceTimersByTime(60_000)
  }
  expect(Fake.all.length).toBe(13)
  last().gives_up()
  vi.advanceTimersByTime(59_999)
  expect(Fake.all.length).toBe(13)
  vi.advanceTimersByTime(1)
  expect(Fake.all.length).toBe(14)
  stop()
})

it('while the browser itself tries again no second line is opened', () => {
  const stop = begin()
  last().opens()
  last().stumbles()
  vi.advanceTimersByTime(600_000)
  expect(Fake.all.length).toBe(1)
  last().opens()
  expect(back).toBe(1)
  stop()
})

it('there is never more than one line, and none after the end', () => {
  const stop = begin()
  last().gives_up()
  vi.advanceTimersByTime(1_000)
  expect(Fake.all.filter((one) => !one.closed).length).toBe(1)
  stop()
  vi.advanceTimersByTime(600_000)
  expect(Fake.all.filter((one) => !one.closed).length).toBe(0)
  expect(Fake.all.length).toBe(2)
})
