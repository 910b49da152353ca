// Trees are built here leaf by leaf and cut into tiles; every earlier size is proven, and what was changed is found out.

import { expect, test } from 'vitest'
import { equal, leafHash, nodeHash, type Bytes } from '@/proof/merkle'
import { isConsistent, pathOf, provePath } from './consistency'

const leaf = (n: number): Promise<Bytes> => leafHash(Uint8Array.of(n % 256, Math.floor(n / 256)))

async function root(leaves: readonly Bytes[]): Promise<Bytes> {
  const [only] = leaves
  if (leaves.length === 1 && only) return only
  const k = 2 ** Math.floor(Math.log2(leaves.length - 1))
  return nodeHash(await root(leaves.slice(0, k)), await root(leaves.slice(k)))
}

/** A reader of the tiles of these leaves, as a log of this size has them. */
async function tilesOf(leaves: readonly Bytes[]) {
  const levels: Bytes[][] = [[...leaves]]
  while ((levels.at(-1)?.length ?? 0) >= 256) {
    const below = levels.at(-1) as Bytes[]
    const above: Bytes[] = []
    for (let i = 0; i + 256 <= below.length; i += 256) above.push(await root(below.slice(i, i + 256)))
    levels.push(above)
  }
  return async (path: string): Promise<Bytes> => {
    const [, level, name, width] = /^tile\/(\d+)\/((?:x\d{3}\/)*\d{3})(?:\.p\/(\d+))?$/.exec(path) ?? []
    const tile = Number((name ?? '').replace(/[x/]/g, ''))
    const hashes = (levels[Number(level)] ?? []).slice(tile * 256, tile * 256 + Number(width ?? 256))
    expect(hashes, path).toHaveLength(Number(width ?? 256))
    return Uint8Array.from(hashes.flatMap((hash) => [...hash]))
  }
}

test('every earlier size is proven, and no other root', async () => {
  const leaves = await Promise.all(Array.from({ length: 21 }, (_, n) => leaf(n)))
  const wrong = await leaf(99)
  for (let size = 1; size <= leaves.length; size++) {
    const read = await tilesOf(leaves.slice(0, size))
    const now = await root(leaves.slice(0, size))
    for (let before = 1; before <= size; before++) {
      const then = await root(leaves.slice(0, before))
      const path = await provePath(before, size, read)
      expect(await isConsistent(before, size, path, then, now), `${before} of ${size}`).toBe(true)
      expect(await isConsistent(before, size, path, wrong, now)).toBe(false)
      expect(await isConsistent(before, size, path, then, wrong)).toBe(false)
      expect(await isConsistent(before, size, [...path, wrong], then, now)).toBe(false)
      if (path.length > 0) expect(await isConsistent(before, size, path.slice(0, -1), then, now)).toBe(false)
    }
  }
})

test('a ledger of many tiles is proven, and one entry rewritten is found out', async () => {
  const leaves = await Promise.all(Array.from({ length: 700 }, (_, n) => leaf(n)))
  const now = await root(leaves)
  const read = await tilesOf(leaves)
  const changed = leaves.with(300, await leaf(9999))
  const readChanged = await tilesOf(changed)
  for (const before of [1, 255, 256, 257, 511, 512, 513, 699]) {
    const then = await root(leaves.slice(0, before))
    expect(await isConsistent(before, 700, await provePath(before, 700, read), then, now), String(before)).toBe(true)
    if (before > 300) expect(await isConsistent(before, 700, await provePath(before, 700, readChanged), then, await root(changed))).toBe(false)
  }
  expect(await isConsistent(701, 700, [], now, now)).toBe(false)
  expect(equal(now, await root(changed))).toBe(false)
})

test('paths of tiles are written as the specification does', () => {
  expect(pathOf(0, 0, 256)).toBe('tile/0/000')
  expect(pathOf(0, 12, 3317)).toBe('tile/0/012.p/245')
  expect(pathOf(1, 0, 12)).toBe('tile/1/000.p/12')
  expect(pathOf(0, 1234067, 1e12)).toBe('tile/0/x001/x234/067')
})
