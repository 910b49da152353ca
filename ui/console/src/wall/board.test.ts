import { expect, it } from 'vitest'
import { countSoon } from './board'

const NOW = Date.parse('2026-11-23T00:00:00Z')
const hours = (h: number) => ({ due_at: new Date(NOW + h * 3_600_000).toISOString() })

function pages(...all: { due_at: string | null }[][]) {
  const asked: string[] = []
  const read = async (filter: Readonly<Record<string, string>>) => {
    const at = Number(filter['cursor'] ?? 0)
    asked.push(filter['cursor'] ?? '')
    return { items: all[at] ?? [], next: at + 1 < all.length ? String(at + 1) : null } as never
  }
  return { asked, read }
}

it('counts what falls due within a day, and neither what is overdue nor what has time', async () => {
  const { read } = pages([hours(-5), hours(-1), hours(1), hours(23), hours(24), hours(25)])
  expect(await countSoon(NOW, read)).toMatchObject({ count: 3 })
})

it('passes over pages of overdue cases and stops where there is time left', async () => {
  const { asked, read } = pages([hours(-9), hours(-8)], [hours(-1), hours(2)], [hours(3), hours(40)], [hours(50)])
  expect(await countSoon(NOW, read)).toMatchObject({ count: 2 })
  expect(asked).toEqual(['', '1', '2'])
})

it('says so when it did not see the end', async () => {
  const { read } = pages(...Array.from({ length: 9 }, () => [hours(-1), hours(1)]))
  expect(await countSoon(NOW, read)).toMatchObject({ count: 5, atLeast: true })
})

it('a case without a deadline ends the count', async () => {
  const { asked, read } = pages([hours(1), { due_at: null }], [hours(2)])
  expect(await countSoon(NOW, read)).toMatchObject({ count: 1 })
  expect(asked.length).toBe(1)
})
