import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { latest, paced } from './pace'

beforeEach(() => { vi.useFakeTimers() })
afterEach(() => { vi.useRealTimers() })

it('a thousand askings in a minute are thirteen times of work, and the last one is heeded', async () => {
  let times = 0
  const pace = paced(async () => { times += 1 }, 5_000)
  for (let i = 0; i < 1_000; i++) {
    pace.ask()
    await vi.advanceTimersByTimeAsync(60)
  }
  // At the beginning, and then every five seconds up to the sixtieth, which heeds what was asked after the fifty-fifth.
  expect(times).toBe(13)
  await vi.advanceTimersByTimeAsync(60_000)
  expect(times).toBe(13)
})

it('slow work is never done twice at a time, and failing work is done again', async () => {
  let at = 0
  let most = 0
  let done = 0
  const pace = paced(async () => {
    at += 1
    most = Math.max(most, at)
    await new Promise((resolve) => setTimeout(resolve, 20_000))
    at -= 1
    done += 1
    throw new Error('the server is away')
  }, 1_000)
  for (let i = 0; i < 100; i++) {
    pace.ask()
    await vi.advanceTimersByTimeAsync(1_000)
  }
  expect(most).toBe(1)
  expect(done).toBeGreaterThan(3)
})

it('nothing is done after the end', async () => {
  let times = 0
  const pace = paced(async () => { times += 1 }, 1_000)
  pace.ask()
  pace.ask()
  pace.stop()
  await vi.advanceTimersByTimeAsync(10_000)
  expect(times).toBe(1)
})

it('the last few are kept and no more', () => {
  let kept: number[] = []
  for (let i = 0; i < 10_000; i++) kept = latest(kept, i, 5)
  expect(kept).toEqual([9_999, 9_998, 9_997, 9_996, 9_995])
})
